use crate::{
    beside::Beside,
    server::{Schema, url},
};

/// What is recorded may be read on a standby. The feed may not: which appends are under way is known to the
/// primary alone.
#[tokio::test(flavor = "multi_thread")]
async fn on_a_standby_only_verify_works() {
    let schema = Schema::on_sale().await;
    schema.palco(&["rebuild", "events"]).fine();
    let standby = Beside::start(&["standby", &url()]);
    let on_standby = |arguments: &[&str]| {
        schema.palco(&[arguments, &["--database-url", standby.url(0)]].concat())
    };
    let told = on_standby(&["verify"]).fine();
    assert!(told.contains("all is well"), "{told}");
    for arguments in [
        &["feed", "tail"][..],
        &["export"],
        &["lag"],
        &["migrate"],
        &["rebuild", "events"],
        &["dead-letters", "list"],
    ] {
        let told = on_standby(arguments);
        assert_eq!((told.exit, told.out.as_str()), (1, ""), "{arguments:?}: {told:?}");
        assert!(told.err.contains("the server is a standby"), "{told:?}");
    }
}
