//! What a hold costs: the decision and its effect, on objects, on text, and on a state that is
//! text as well.
#![expect(clippy::expect_used, reason = "a benchmark fails by panicking")]

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use palco::{
    Aggregate,
    contract::{Command, State, read_command, read_state, to_json},
    ticketing::box_office::BoxOffice,
};
use palco_benches::{Cap, LIVE_HOLDS, OnSale, command};

const BATCH: u64 = 1_000;

fn rows() -> [(&'static str, u64, Cap); 4] {
    [
        ("nothing sold", 0, Cap::None),
        ("100000 sold", 100_000, Cap::None),
        ("1000000 sold", 1_000_000, Cap::None),
        ("1000000 sold, capped per buyer", 1_000_000, Cap::PerBuyer),
    ]
}

fn constant(on_sale: &OnSale) {
    let live = u64::try_from(on_sale.live_holds()).expect("a count");
    assert_eq!(live, LIVE_HOLDS, "live holds");
}

fn hold(criterion: &mut Criterion) {
    for (name, sold, cap) in rows() {
        let mut on_sale = OnSale::with_sold(sold, cap);
        constant(&on_sale);
        let command = command();

        let mut single = criterion.benchmark_group("hold");
        single.throughput(Throughput::Elements(1));
        single.bench_function(BenchmarkId::new("one", name), |bencher| {
            bencher.iter(|| {
                let context = on_sale.next_buyer();
                on_sale.carry_out(black_box(&command), &context)
            });
        });
        single.throughput(Throughput::Elements(BATCH));
        single.bench_function(BenchmarkId::new("a batch of 1000", name), |bencher| {
            bencher.iter(|| {
                for _ in 0..BATCH {
                    let context = on_sale.next_buyer();
                    black_box(on_sale.carry_out(black_box(&command), &context));
                }
            });
        });
        single.finish();
        constant(&on_sale);
    }
}

/// As a binding does it: the command comes as text, what happened goes as text.
fn text(criterion: &mut Criterion) {
    let mut on_sale = OnSale::with_sold(0, Cap::None);
    let text = to_json(&command());
    let mut group = criterion.benchmark_group("hold");
    group.throughput(Throughput::Elements(1));
    group.bench_function(BenchmarkId::new("text to text", "nothing sold"), |bencher| {
        bencher.iter(|| {
            let context = on_sale.next_buyer();
            let read = read_command(black_box(&text)).expect("a command");
            let Command::BoxOffice(command) = read else { return Vec::new() };
            on_sale.carry_out(&command, &context).iter().map(to_json).collect()
        });
    });
    group.finish();
    constant(&on_sale);
}

/// As a host does it that keeps the state in a table of its own and loads it for each command.
fn state(criterion: &mut Criterion) {
    let mut on_sale = OnSale::with_sold(0, Cap::None);
    let command = to_json(&command());
    let mut kept = to_json(&on_sale.office);
    let mut group = criterion.benchmark_group("hold");
    group.throughput(Throughput::Elements(1));
    group.bench_function(BenchmarkId::new("state as text too", "nothing sold"), |bencher| {
        bencher.iter(|| {
            let context = on_sale.next_buyer();
            let mut state = read_state(BoxOffice::NAME, black_box(&kept)).expect("a state");
            let command = read_command(black_box(&command)).expect("a command");
            let happened = state.decide(&command, &context).expect("there is room");
            for happened in &happened {
                state.evolve(happened);
            }
            kept = to_json(&state);
            happened.iter().map(to_json).collect::<Vec<_>>()
        });
    });
    group.finish();
    if let Ok(State::BoxOffice(office)) = read_state(BoxOffice::NAME, &kept) {
        on_sale.office = office;
    }
    constant(&on_sale);
}

criterion_group!(benches, hold, text, state);
criterion_main!(benches);
