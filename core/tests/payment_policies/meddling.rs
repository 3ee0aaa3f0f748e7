//! Two processes that react to one record: the other one's hand comes between a refusal and what is
//! sent in its place.

use std::sync::Arc;

use async_trait::async_trait;
use palco::{
    Context,
    application::{Answer, Dispatcher, Error, Execute, Look, Request},
    contract::Command,
    payments::payment,
    ports::StreamId,
    values::TenantId,
};

use super::{
    A, A_HELD, ANA, B_HELD, BIA, EVENT, Says, Stage, accepts_late, confirm, give_place_back,
    stage::{actor, command, command_id},
};

/// Before money goes back, the place comes back and the other process's confirmation is accepted.
#[derive(Debug)]
struct Meddling {
    execute: Execute,
    /// Whether the other process's command has an id of its own, as it must not.
    own_id: bool,
}

#[async_trait]
impl Dispatcher for Meddling {
    async fn dispatch(&self, request: Request) -> Result<Answer, Error> {
        if let Command::Payment(payment::Command::RefundRest(_)) = request.command() {
            let context = Context { command_id: command_id(700), ..request.context };
            let of = |context, json: &str| Request::new(context, EVENT, command(json), None);
            self.execute.dispatch(of(context, &give_place_back(70, B_HELD))).await.unwrap();
            let derived = if self.own_id { command_id(701) } else { request.context.command_id };
            let other = Context { command_id: derived, actor: actor(ANA), ..request.context };
            self.execute.dispatch(of(other, &confirm(A_HELD))).await.unwrap();
        }
        self.execute.dispatch(request).await
    }

    async fn look(&self, tenant: TenantId, stream: StreamId, look: Look) -> Result<(), Error> {
        self.execute.look(tenant, stream, look).await
    }
}

async fn raced(own_id: bool) -> (u64, usize) {
    let stage = Stage::with_places(1).await;
    let execute = Execute::new(stage.store.clone());
    let stage = stage.over(Arc::new(Meddling { execute, own_id }));
    stage.hold(ANA, A_HELD).await;
    stage.pay(ANA, A, A_HELD, Says { ..accepts_late() }).await;
    stage.at("12:00:05");
    stage.hold(BIA, B_HELD).await;
    stage.must(BIA, EVENT, &confirm(B_HELD)).await;
    stage.at("12:00:10");
    stage.received(A, 1, "120.00", "12:00:09").await;
    stage.react().await;
    (stage.sold().await, stage.count("payment.refund_requested").await)
}

#[tokio::test]
async fn two_processes_never_sell_and_give_back() {
    assert_eq!(raced(false).await, (1, 0), "sold, and not given back");
}

/// The control: under ids of their own, both would take effect.
#[tokio::test]
async fn under_two_command_ids_they_would() {
    assert_eq!(raced(true).await, (1, 1));
}
