//! What an operator's check reads, page by page.
#![expect(clippy::expect_used, reason = "a test fails by panicking")]
#![allow(dead_code, reason = "shared with the other test files")]

mod server;

use palco::{
    ports::{Expected::NoStream, Position},
    testing::conformance::{a_stream, a_tenant, append},
};
use server::TestStore;

/// However large a store is, a look at its positions is no larger than a page.
#[tokio::test]
async fn a_position_that_two_records_have_is_found_on_pages_of_any_size() {
    let store = TestStore::fresh().await;
    append(a_tenant()).write(&a_stream(), NoStream, 9).send(&*store).await;
    // 2 and 3 three times, 7 twice.
    store
        .schema
        .run(
            "update palco.event_store set id = 2 where version in (3, 4);
             update palco.event_store set id = 3 where version in (2, 5, 6);
             update palco.event_store set id = 7 where version in (7, 8)",
        )
        .await;
    for limit in 1..=12 {
        let mut found = Vec::new();
        let mut pages = 0;
        let mut from = Some(Position::START);
        while let Some(next) = from {
            let page = store.audit_positions(next, limit).await.expect("a page");
            found.extend(page.twice.iter().map(|position| position.get()));
            from = page.next;
            pages += 1;
            assert!(pages < 30, "no end");
        }
        found.dedup();
        // On pages of one nothing stands beside itself.
        assert!(limit < 2 || found == [2, 3, 7], "{limit}: {found:?}");
        assert!(limit < 12 || pages == 1, "{pages}");
    }
}
