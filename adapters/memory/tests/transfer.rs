//! What is brought in from elsewhere, by two at once.

use std::sync::Arc;

use async_trait::async_trait;
use palco::{
    application::{Export, Imported, Palco, import, read_line},
    ports::{Append, Committed, Store, Unavailable},
    testing::{Around, OnSale},
    values::{CommandId, TenantId},
};
use palco_memory::MemoryStore;

/// Where another records the first appends between the look at what is there and the call that writes.
#[derive(Debug)]
struct Raced(MemoryStore);

#[async_trait]
impl Around for Raced {
    fn inner(&self) -> &dyn Store {
        &self.0
    }

    /// As it was before.
    async fn resolve(
        &self,
        commands: &[(TenantId, CommandId)],
    ) -> Result<Vec<Option<Committed>>, Unavailable> {
        Ok(vec![None; commands.len()])
    }
}

#[tokio::test]
async fn an_import_goes_on_behind_what_another_recorded_just_now() {
    let from = Arc::new(MemoryStore::default());
    let palco = Palco::over(from.clone());
    let sale = OnSale::of(20);
    sale.open(&palco).await;
    for number in 0..4 {
        sale.buy(&palco, number).await;
    }
    let lines = Export::of(from, None).next().await.expect("it is read").expect("a page");
    let read = lines.iter().map(|line| read_line(line).expect("of the form"));
    let all: Vec<Append> = read.collect();
    for there in 0..=all.len() {
        let to = MemoryStore::default();
        let first = all.iter().take(there).cloned().collect();
        import(&to, first).await.expect("the store answers");
        let told = import(&Raced(to), all.clone()).await.expect("the store answers");
        let expected = (0..all.len())
            .map(|place| Ok(if place < there { Imported::Before } else { Imported::Now }));
        assert_eq!(told, expected.collect::<Vec<_>>(), "{there} were there");
    }
}
