//! The suite that defines an event store, on the store in memory, alone and behind a plan of faults
//! that has none.

use palco_memory::MemoryStore;

async fn fresh() -> Box<MemoryStore> {
    Box::default()
}

palco::store_conformance!(fresh);

mod behind_an_empty_plan {
    use std::sync::Arc;

    use palco_memory::{FaultyStore, MemoryStore, Plan};

    async fn fresh() -> Box<FaultyStore> {
        Box::new(FaultyStore::new(Arc::new(MemoryStore::default()), Plan::none()))
    }

    palco::store_conformance!(fresh);
}
