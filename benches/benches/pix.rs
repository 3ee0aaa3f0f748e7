//! BR Codes a second on one core: built from texts, as a form has them, and read with all that may
//! be wrong with them. No server, and no disk.
#![expect(clippy::expect_used, reason = "a benchmark fails by panicking")]

use std::{hint::black_box, time::Instant};

use palco::payments::pix::br_code::{self, Parts};
use palco_benches::results::{duration, per_second, print};

/// What is measured at once; the clock is read in between.
const BATCH: usize = 1_000;

const TEXTS: [(&str, &str); 6] = [
    ("key", "123e4567-e12b-12d1-a456-426655440000"),
    ("merchant_name", "Casa de Shows São João"),
    ("merchant_city", "Uberlândia"),
    ("amount", "120.00"),
    ("txid", "INGRESSO42"),
    ("description", "Mesa 7, setor A"),
];

fn main() {
    let code = built();
    assert!(br_code::read(&code).is_valid());
    measure("BR Code, build", || black_box(built()).len());
    measure("BR Code, read", || {
        let report = br_code::read(black_box(&code));
        usize::from(black_box(report).is_valid())
    });
}

fn built() -> String {
    let mut parts = Parts::default();
    for (name, text) in black_box(TEXTS) {
        parts.set(name, text).expect("it is a part");
    }
    parts.build().expect("all parts are right")
}

fn measure(scenario: &str, once: impl Fn() -> usize) {
    let lasts = duration();
    let mut count = 0_usize;
    let mut done = 0_usize;
    let started = Instant::now();
    while started.elapsed() < lasts {
        done = (0..BATCH).map(|_| once()).fold(done, usize::saturating_add);
        count = count.saturating_add(BATCH);
    }
    let took = started.elapsed();
    assert!(done >= count, "every one gave something");
    print(scenario, "palco", "per second", per_second(count, took));
}
