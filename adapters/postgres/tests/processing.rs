//! The suite that every store passes on which background processors work.
#![expect(clippy::expect_used, reason = "a test fails by panicking")]
#![allow(dead_code, reason = "shared with the other test files")]

mod server;

use server::TestStore;

async fn fresh() -> TestStore {
    TestStore::fresh().await
}

palco::processor_conformance!(fresh);
