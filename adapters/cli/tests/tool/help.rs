//! The page of the tool shows its help, the options of every command once. UPDATE=1 writes it anew.

use std::{fmt::Write, path::Path};

/// The commands whose help the page shows.
const COMMANDS: &[&str] = &[
    "",
    "migrate",
    "verify",
    "feed tail",
    "lag",
    "dead-letters",
    "dead-letters list",
    "dead-letters retry",
    "dead-letters skip",
    "relay",
    "rebuild",
    "export",
    "import",
];

/// Options of every command, which the page shows once.
const OF_ALL: &[&str] =
    &["--database-url", "--schema", "--relaxed", "--pooler", "--json", "-h, --help"];

const BEGIN: &str = "<!-- help: written by the tests -->\n";

fn help(command: &str) -> String {
    let arguments: Vec<&str> = command.split_whitespace().chain(["--help"]).collect();
    let mut run = std::process::Command::new(env!("CARGO_BIN_EXE_palco"));
    let told = run.args(arguments).env_remove("DATABASE_URL").output().expect("it runs");
    assert_eq!(told.status.code(), Some(0), "{command}");
    String::from_utf8(told.stdout).expect("text")
}

/// The same without the options that all have, but for the tool itself.
fn own_help(command: &str) -> String {
    let text = help(command);
    let of_all = |line: &str| OF_ALL.iter().any(|option| line.trim_start().starts_with(option));
    let lines: Vec<&str> =
        text.lines().filter(|line| command.is_empty() || !of_all(line)).collect();
    let own = lines.join("\n");
    own.trim_end().trim_end_matches("Options:").trim_end().to_owned()
}

#[test]
fn the_page_shows_the_help() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/operations-tool.md");
    let page = std::fs::read_to_string(&path).expect("the page");
    let (written, shown) = page.split_once(BEGIN).expect("the place of the help");
    let mut helps = String::new();
    for command in COMMANDS {
        let title = format!("palco {command}").trim_end().to_owned();
        let text = own_help(command);
        write!(helps, "\n```text\n$ {title} --help\n{text}\n```\n").expect("written");
    }
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, format!("{written}{BEGIN}{helps}")).expect("written");
    } else {
        assert_eq!(shown, helps, "UPDATE=1 writes it anew");
    }
}

/// Every command there is, as its parent lists them.
#[test]
fn every_command_is_on_the_page() {
    let mut parents = vec![String::new()];
    while let Some(parent) = parents.pop() {
        let text = help(&parent);
        let Some((_, listed)) = text.split_once("\nCommands:\n") else {
            assert!(COMMANDS.contains(&parent.as_str()), "{parent}");
            continue;
        };
        let names = listed.lines().take_while(|line| !line.is_empty());
        let names = names.filter_map(|line| line.split_whitespace().next());
        let deeper = names.filter(|name| *name != "help");
        parents.extend(deeper.map(|name| format!("{parent} {name}").trim().to_owned()));
    }
}
