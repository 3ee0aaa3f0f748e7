//! Keys checked and claimed in the same append.

use smol_str::SmolStr;
use uuid::Uuid;

use super::{
    a_stream, a_tenant, append, appended, assert_conflict, assert_records, read_all, version,
};
use crate::{
    ports::{
        AppendOutcome, EventStore,
        Expected::{Any, Exact, NoStream},
        StreamId,
    },
    values::{TenantId, Version},
};

const SKU: &str = "product.sku";

fn taken(space: &str, key: &str) -> AppendOutcome {
    AppendOutcome::GuardTaken { space: SmolStr::new(space), key: key.into() }
}

/// What comes of claiming the key for `owner`, with a domain event on a new stream.
async fn claim(
    store: &dyn EventStore,
    tenant: TenantId,
    key: &str,
    owner: Uuid,
) -> (AppendOutcome, StreamId) {
    let stream = a_stream();
    let draft = append(tenant).write(&stream, NoStream, 1).claim(SKU, key, owner);
    (draft.send(store).await, stream)
}

/// A key that belongs to another is named, and nothing is written.
pub async fn refuses_a_key_of_another_owner(store: &dyn EventStore) {
    let (tenant, owner, other) = (a_tenant(), Uuid::now_v7(), Uuid::now_v7());
    let _ = appended(&claim(store, tenant, "Ação-1", owner).await.0);
    let (outcome, stream) = claim(store, tenant, "Ação-1", other).await;
    assert_eq!(outcome, taken(SKU, "Ação-1"));
    assert_records(&read_all(store, tenant, &stream).await, &[]);
}

/// A key may be claimed again by whom it belongs to.
pub async fn lets_an_owner_claim_again(store: &dyn EventStore) {
    let (tenant, owner, other) = (a_tenant(), Uuid::now_v7(), Uuid::now_v7());
    for _ in 0..2 {
        let _ = appended(&claim(store, tenant, "A-1", owner).await.0);
    }
    assert_eq!(claim(store, tenant, "A-1", other).await.0, taken(SKU, "A-1"));
}

/// A released key is anybody's.
pub async fn frees_a_released_key(store: &dyn EventStore) {
    let (tenant, owner, other) = (a_tenant(), Uuid::now_v7(), Uuid::now_v7());
    let (outcome, stream) = claim(store, tenant, "A-1", owner).await;
    let _ = appended(&outcome);
    let release = append(tenant).write(&stream, Exact(version(1)), 1).release(SKU, "A-1", owner);
    let _ = appended(&release.send(store).await);
    let _ = appended(&claim(store, tenant, "A-1", other).await.0);
    assert_eq!(claim(store, tenant, "A-1", owner).await.0, taken(SKU, "A-1"));
}

/// Releasing what belongs to another, or to nobody, changes nothing and is no error.
pub async fn ignores_the_release_of_anothers_key(store: &dyn EventStore) {
    let (tenant, owner, other) = (a_tenant(), Uuid::now_v7(), Uuid::now_v7());
    let _ = appended(&claim(store, tenant, "A-1", owner).await.0);
    let release = append(tenant).write(&a_stream(), NoStream, 1).release(SKU, "A-1", other);
    let _ = appended(&release.release(SKU, "never claimed", other).send(store).await);
    assert_eq!(claim(store, tenant, "A-1", other).await.0, taken(SKU, "A-1"));
}

/// The guards of one append apply in their order: a product changes its SKU, two swap theirs.
pub async fn applies_guards_in_order(store: &dyn EventStore) {
    let (tenant, one, other) = (a_tenant(), Uuid::now_v7(), Uuid::now_v7());
    let _ = appended(&claim(store, tenant, "A-1", one).await.0);
    let _ = appended(&claim(store, tenant, "A-2", other).await.0);
    let swap = append(tenant)
        .write(&a_stream(), NoStream, 1)
        .release(SKU, "A-1", one)
        .release(SKU, "A-2", other)
        .claim(SKU, "A-2", one)
        .claim(SKU, "A-1", other);
    let _ = appended(&swap.send(store).await);
    assert_eq!(claim(store, tenant, "A-1", one).await.0, taken(SKU, "A-1"));
    assert_eq!(claim(store, tenant, "A-2", other).await.0, taken(SKU, "A-2"));

    let both = append(tenant).write(&a_stream(), NoStream, 1);
    let both = both.claim(SKU, "A-3", one).claim(SKU, "A-3", other);
    assert_eq!(both.send(store).await, taken(SKU, "A-3"));
}

/// The same key in another space or tenant, or in other letters, is another key.
pub async fn keeps_spaces_and_tenants_apart(store: &dyn EventStore) {
    let tenant = a_tenant();
    let claims = [
        (tenant, SKU, "A-1"),
        (tenant, "user.email", "A-1"),
        (tenant, SKU, "a-1"),
        (tenant, SKU, ""),
        (a_tenant(), SKU, "A-1"),
    ];
    for (tenant, space, key) in claims {
        let draft = append(tenant).write(&a_stream(), NoStream, 1);
        let _ = appended(&draft.claim(space, key, Uuid::now_v7()).send(store).await);
    }
}

/// An append that fails claims and releases nothing, whatever it fails by.
pub async fn claims_nothing_when_the_append_fails(store: &dyn EventStore) {
    let (tenant, owner, other) = (a_tenant(), Uuid::now_v7(), Uuid::now_v7());
    let _ = appended(&claim(store, tenant, "A-1", owner).await.0);

    let guarded = append(tenant).write(&a_stream(), NoStream, 1).claim(SKU, "A-2", other);
    assert_eq!(guarded.claim(SKU, "A-1", other).send(store).await, taken(SKU, "A-1"));
    let stream = a_stream();
    let stale = append(tenant).write(&stream, Exact(version(1)), 1).claim(SKU, "A-2", other);
    let outcome = stale.release(SKU, "A-1", owner).send(store).await;
    assert_conflict(&outcome, &stream, Version::ZERO, &[]);

    let _ = appended(&claim(store, tenant, "A-2", owner).await.0);
    assert_eq!(claim(store, tenant, "A-1", other).await.0, taken(SKU, "A-1"));
}

/// A stale append is a conflict, although a key of it is taken as well.
pub async fn checks_versions_before_guards(store: &dyn EventStore) {
    let (tenant, owner, other) = (a_tenant(), Uuid::now_v7(), Uuid::now_v7());
    let (outcome, stream) = claim(store, tenant, "A-1", owner).await;
    let records = appended(&outcome);
    let both = append(tenant).write(&stream, NoStream, 1).claim(SKU, "A-1", other);
    assert_conflict(&both.send(store).await, &stream, version(1), &records);
    let only_taken = append(tenant).write(&stream, Any, 1).claim(SKU, "A-1", other);
    assert_eq!(only_taken.send(store).await, taken(SKU, "A-1"));
}
