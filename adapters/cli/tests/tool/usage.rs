use crate::server::Schema;

#[test]
fn wrong_arguments_exit_with_2_and_no_secret() {
    let schema = Schema::new();
    for wrong in [
        &["fly"][..],
        &[],
        &["migrate", "postgres://palco:geheim@localhost/palco"],
        &["migrate", "--database-url", "http://palco:geheim@localhost:x/palco"],
        &["migrate", "--check", "--print-sql"],
        &["feed", "tail", "--from", "-1"],
        &["feed", "tail", "--type", "event.sold"],
        &["feed", "tail", "--limit", "0"],
        &["export", "--tenant", "all"],
        &["import", "/nowhere/at/all"],
        &["migrate", "--pooler", "session"],
        &["relay"],
        &["relay", "--nats-url", "nats://palco:geheim@127.0.0.1:1", "--accept-epoch", "x"],
    ] {
        let told = schema.palco(wrong);
        assert_eq!((told.exit, told.out.as_str()), (2, ""), "{wrong:?}: {told:?}");
        assert!(!told.err.is_empty() && !told.err.contains("geheim"), "{}", told.err);
    }
    let bad_schema = schema.command(&["verify"]).args(["--schema", "x"]).output();
    assert_eq!(bad_schema.expect("it runs").status.code(), Some(2), "given twice");
}

#[test]
fn a_server_that_does_not_answer_exits_with_3() {
    let schema = Schema::new();
    let url = "postgres://palco:geheim@127.0.0.1:1/palco";
    let told = schema.palco(&["verify", "--database-url", url]);
    assert_eq!(told.exit, 3, "{told:?}");
    assert!(told.err.starts_with("palco: ") && !told.err.contains("geheim"), "{}", told.err);
}

#[test]
fn a_broker_that_does_not_answer_exits_with_3() {
    let schema = Schema::new();
    schema.palco(&["migrate"]).fine();
    let told = schema.palco(&["relay", "--nats-url", "nats://palco:geheim@127.0.0.1:1"]);
    assert_eq!(told.exit, 3, "{told:?}");
    assert!(told.err.starts_with("palco: ") && !told.err.contains("geheim"), "{}", told.err);
}

#[test]
fn the_environment_is_not_shown() {
    let mut help = Schema::new().command(&["migrate", "--help"]);
    help.env("DATABASE_URL", "postgres://palco:geheim@localhost/palco");
    let told: crate::server::Told = help.output().expect("it runs").into();
    assert!(!told.fine().contains("geheim"));
}

#[test]
fn its_version_is_the_packages() {
    let told = Schema::new().palco(&["--version"]);
    assert_eq!(told.fine(), format!("palco {}\n", env!("CARGO_PKG_VERSION")));
}
