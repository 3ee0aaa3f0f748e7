//! The suite that defines what background processors need of a store, on the store in memory.

use palco_memory::MemoryStore;

async fn fresh() -> Box<MemoryStore> {
    Box::default()
}

palco::processor_conformance!(fresh);
