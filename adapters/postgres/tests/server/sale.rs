//! A small on-sale, for what stands between the store and the server or how the tables are laid out.

use std::sync::Arc;

use palco::{
    application::Palco,
    testing::{Acknowledged, OnSale},
};
use palco_postgres::PostgresStore;
use tokio::task::JoinSet;

const BUYERS: u64 = 120;
const TASKS: u64 = 12;

/// Sells 40 places to a crowd by all of the stores at once, as several processes would.
pub(crate) async fn sells(stores: Vec<PostgresStore>) {
    let sale = OnSale::of(40);
    let processes: Vec<_> = stores.into_iter().map(|store| Palco::over(Arc::new(store))).collect();
    let first = processes.first().expect("a store");
    sale.open(first).await;
    let mut selling = JoinSet::new();
    for (task, palco) in (0..TASKS).zip(processes.iter().cycle().cloned()) {
        selling.spawn(async move {
            let mut acknowledged = Acknowledged::new();
            for number in (0..BUYERS).filter(|number| number % TASKS == task) {
                acknowledged.extend(sale.buy(&palco, number).await);
            }
            acknowledged
        });
    }
    let bought: Acknowledged = selling.join_all().await.into_iter().flatten().collect();
    let left = sale.sell_out(first).await;
    sale.check(first, [bought, left].concat()).await;
}
