use sqlx::{PgConnection, Row, query};

use crate::{ConnectError, Durability, Partitions, Pooler, Refusal, sql::Sql};

/// `server_version_num` of PostgreSQL 14.
const OLDEST: i32 = 140_000;

/// What an append that is a statement by itself works at; one in a transaction says so itself.
const ISOLATION: &str = "read committed";

/// Refuses a server that could lose what it acknowledged, a standby where none is wanted, and a database in
/// which an append would fail one day.
pub(crate) async fn check_server(
    connection: &mut PgConnection,
    sql: &Sql,
    (wanted, pooler): (Durability, Pooler),
    on_standby: bool,
) -> Result<(), ConnectError> {
    let server = query(sql.server.clone()).fetch_one(connection).await?;
    let off = [
        ("fsync", server.try_get("fsync_off")?),
        ("full_page_writes", server.try_get("full_page_writes_off")?),
        ("synchronous_commit", server.try_get("synchronous_commit_off")?),
    ];
    let standby: bool = server.try_get("standby")?;
    let (encoding, isolation) = (server.try_get("encoding")?, server.try_get("isolation")?);
    let refusal = check_version(server.try_get("version")?)
        .err()
        .or_else(|| check_durability(off, wanted).err())
        .or_else(|| (standby && !on_standby).then_some(Refusal::Standby))
        .or_else(|| check_encoding(encoding).err())
        .or_else(|| check_isolation(isolation, pooler).err());
    refusal.map_or(Ok(()), |refusal| Err(ConnectError::Refused(refusal)))
}

fn check_version(version: i32) -> Result<(), Refusal> {
    if version < OLDEST {
        return Err(Refusal::ServerTooOld { major: version.div_euclid(10_000) });
    }
    Ok(())
}

fn check_durability(off: [(&'static str, bool); 3], wanted: Durability) -> Result<(), Refusal> {
    match (wanted, off.into_iter().find(|(_, off)| *off)) {
        (Durability::Strict, Some((setting, _))) => Err(Refusal::NotDurable { setting }),
        (Durability::Strict | Durability::Relaxed, _) => Ok(()),
    }
}

fn check_encoding(found: &str) -> Result<(), Refusal> {
    if found == "UTF8" { Ok(()) } else { Err(Refusal::Encoding { found: found.to_owned() }) }
}

fn check_isolation(found: &str, pooler: Pooler) -> Result<(), Refusal> {
    match pooler {
        Pooler::None if found != ISOLATION => Err(Refusal::Isolation { found: found.to_owned() }),
        Pooler::None | Pooler::Transaction => Ok(()),
    }
}

/// Refuses a store whose positions cannot be trusted, or of another profile.
pub(crate) async fn check_store(
    connection: &mut PgConnection,
    sql: &Sql,
    wanted: Option<Partitions>,
) -> Result<(), ConnectError> {
    let store = query(sql.store.clone()).fetch_one(connection).await?;
    let (last, taken): (i64, i64) = (store.try_get("last_value")?, store.try_get("last_id")?);
    let (is_called, cache): (bool, i64) = (store.try_get("is_called")?, store.try_get("cache")?);
    if !is_called || cache != 1 {
        return Err(ConnectError::Refused(Refusal::SequenceAltered));
    }
    if last < taken {
        return Err(ConnectError::Refused(Refusal::SequenceBehind { last, taken }));
    }
    check_partitions(store.try_get("partitions")?, wanted).map_err(ConnectError::Refused)
}

fn check_partitions(found: i16, wanted: Option<Partitions>) -> Result<(), Refusal> {
    match wanted.map(|wanted| i16::from(wanted.parts())) {
        Some(wanted) if wanted != found => Err(Refusal::OtherPartitions { found, wanted }),
        Some(_) | None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// No test server is that old, or runs without fsync.
    #[test]
    fn an_old_or_careless_server_is_refused() {
        assert_eq!(check_version(130_022), Err(Refusal::ServerTooOld { major: 13 }));
        assert_eq!(check_version(140_000), Ok(()));
        for setting in ["fsync", "full_page_writes", "synchronous_commit"] {
            let off = ["fsync", "full_page_writes", "synchronous_commit"]
                .map(|name| (name, name == setting));
            assert_eq!(
                check_durability(off, Durability::Strict),
                Err(Refusal::NotDurable { setting })
            );
            assert_eq!(check_durability(off, Durability::Relaxed), Ok(()));
        }
    }
}
