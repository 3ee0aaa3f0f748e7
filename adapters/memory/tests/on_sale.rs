//! Never oversold, from many threads: each group of them as a process is, with a cache of its own.
#![expect(clippy::expect_used, reason = "a test fails by panicking")]

use std::{sync::Arc, thread};

use palco::{
    application::Palco,
    testing::{OnSale, crowd, proved},
};
use palco_memory::MemoryStore;

const CACHES: u64 = 4;
const THREADS: u64 = 64;

fn now<T>(work: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().build();
    runtime.expect("a runtime").block_on(work)
}

fn sells(places: u64, buyers: u64) {
    let sale = OnSale::of(places);
    let store = MemoryStore::default();
    let palcos: Vec<_> = (0..CACHES).map(|_| Palco::over(Arc::new(store.clone()))).collect();
    let by_all = || palcos.iter().cycle();
    let first = by_all().next().expect("one of them");
    now(sale.open(first));
    let bought = thread::scope(|scope| {
        let buying: Vec<_> = (0..THREADS)
            .zip(by_all())
            .map(|(thread, palco)| {
                scope.spawn(move || {
                    let mut acknowledged = Vec::new();
                    for number in (0..buyers).filter(|number| number % THREADS == thread) {
                        acknowledged.extend(now(sale.buy(palco, number)));
                    }
                    acknowledged
                })
            })
            .collect();
        let bought = buying.into_iter().flat_map(|thread| thread.join().expect("no panic"));
        bought.collect::<Vec<_>>()
    });
    let left = now(sale.sell_out(first));
    let verdict = now(sale.check(first, [bought, left].concat()));
    proved("on-sale in memory", format_args!("{places} places, {buyers} buyers; {verdict}"));
}

#[test]
fn places_are_sold_once_to_a_crowd() {
    let (places, buyers) = crowd();
    sells(places, buyers);
}
