#![allow(warnings, clippy::all)]
use palco_benches::*;
fn cpu() -> u64 { std::fs::read_to_string("/proc/thread-self/schedstat").unwrap().split(' ').next().unwrap().parse().unwrap() }
fn main() {
    for (n, cap) in [(0u64, Cap::None), (100_000, Cap::None), (1_000_000, Cap::None), (1_000_000, Cap::PerBuyer)] {
        let mut s = OnSale::with_sold(n, cap);
        let c = command();
        let mut best = vec![];
        for _ in 0..15 {
            let t = cpu();
            for _ in 0..100_000 { let x = s.next_buyer(); std::hint::black_box(s.carry_out(std::hint::black_box(&c), &x)); }
            best.push((cpu() - t) / 100_000);
        }
        best.sort();
        let t = cpu();
        for _ in 0..1_000_000 { std::hint::black_box(s.next_buyer()); }
        println!("{n} {cap:?}: median {} min {} max {} ns on cpu; next_buyer {} ns", best[7], best[0], best[14], (cpu() - t) / 1_000_000);
    }
}
