//! The golden scenarios, through `Palco` over PostgreSQL.
#![expect(clippy::expect_used, reason = "a test fails by panicking")]
#![allow(dead_code, reason = "shared with the other test files")]

mod server;

use std::sync::Arc;

use palco::testing::goldens;
use server::TestStore;

#[tokio::test]
async fn the_store_records_what_the_golden_scenarios_say() {
    let fresh = TestStore::fresh().await;
    let store = Arc::new((*fresh).clone());
    for golden in goldens() {
        golden.check(&golden.over(store.clone()).await);
    }
    store.close().await;
}
