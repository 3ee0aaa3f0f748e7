//! Makes a store's schema and ends: what pgbench calls `append` in. The schema's name is the argument.
#![expect(clippy::expect_used, reason = "a benchmark fails by panicking")]

use palco_postgres::{PostgresStore, Settings};
use tokio::runtime::Runtime;

fn main() {
    let mut arguments = std::env::args().skip(1).filter(|argument| !argument.starts_with("--"));
    let schema = arguments.next().expect("the name of a schema");
    let url = std::env::var("DATABASE_URL").expect("DATABASE_URL names a server");
    Runtime::new().expect("a runtime").block_on(async {
        let settings = Settings::new(&url).schema(schema);
        PostgresStore::connect_with(settings).await.expect("the store starts").close().await;
    });
}
