//! The golden scenarios, through `Palco` over the store in memory.

use std::sync::Arc;

use palco::testing::goldens;
use palco_memory::MemoryStore;

#[tokio::test]
async fn the_store_records_what_the_golden_scenarios_say() {
    let store = Arc::new(MemoryStore::default());
    for golden in goldens() {
        golden.check(&golden.over(store.clone()).await);
    }
}
