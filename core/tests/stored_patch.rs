//! A newcomer's command touches the files that docs/how-to/add-a-command.md names, and no others: a
//! stored patch adds one to a copy of the repository, which then builds, holds and shows it.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use serde_json::Value;

/// What adding a command may touch. A row more, and the architecture has regressed.
const ALLOWED: [&str; 5] = [
    "CHANGELOG.md",
    "core/src/planning/venue/contract.rs",
    "core/src/planning/venue/decide.rs",
    "core/src/planning/venue/spec.rs",
    "core/src/planning/venue/state.rs",
];

#[test]
fn a_command_is_added_in_one_room_alone() {
    let house = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let copy = WorkCopy::of(house);
    let patch = house.join("core/tests/patches/add_a_command.patch");
    // The line of the changelog stands under the first "Added", whatever follows it.
    git(&copy.0, &["apply", "-C1", "--unidiff-zero", patch.to_str().unwrap()]);
    let changed = git(&copy.0, &["diff", "--name-only"]);
    assert_eq!(changed.lines().collect::<Vec<_>>(), ALLOWED);

    another_version(&copy.0);
    let spec = ["test", "-p", "palco", "--features", "schema", "--lib", "planning::venue"];
    let told = cargo(&copy.0, &spec);
    assert!(told.contains("every_row_holds ... ok"), "the room's rows were not run: {told}");

    let show = ["run", "-p", "palco", "--features", "schema", "--example", "print_contract"];
    let contract: Value = serde_json::from_str(&cargo(&copy.0, &show)).unwrap();
    let venues = &contract["rooms"][0];
    let listed = |of: &str| venues[of].as_array().unwrap().clone();
    let command = |of: &Value| of["type"] == "venue.rename" && of["method"] == "rename";
    // The bindings make a method of each command here, and a model of each type.
    assert!(listed("commands").iter().any(command));
    assert!(listed("domain_events").iter().any(|of| of["type"] == "venue.renamed"));
    assert_eq!(venues["$defs"]["Rename"]["properties"]["type"]["const"], "venue.rename");
}

/// A copy of the repository, gone when the test is.
struct WorkCopy(PathBuf);

impl WorkCopy {
    /// What git knows or would add, as it is in the work tree.
    fn of(house: &Path) -> Self {
        let name = format!("stored_patch_{}", std::process::id());
        let copy = Self(Path::new(env!("CARGO_TARGET_TMPDIR")).join(name));
        let list = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"];
        for name in git(house, &list).split_terminator('\0') {
            let (from, to) = (house.join(name), copy.0.join(name));
            // Deleted in the work tree, and not committed yet.
            if from.is_file() {
                fs::create_dir_all(to.parent().unwrap()).unwrap();
                fs::copy(from, to).unwrap();
            }
        }
        // A repository of its own: within another one `git apply` would pass over every file.
        git(&copy.0, &["init", "-q"]);
        git(&copy.0, &["add", "--all"]);
        copy
    }
}

impl Drop for WorkCopy {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// The dependencies are built already where this test was. A version of its own keeps what is built
/// of the copy apart from what was built of the house.
fn another_version(copy: &Path) {
    let manifest = copy.join("Cargo.toml");
    let text = fs::read_to_string(&manifest).unwrap();
    let own = concat!("version = \"", env!("CARGO_PKG_VERSION"), "\"\nedition");
    let series = concat!(env!("CARGO_PKG_VERSION_MAJOR"), ".", env!("CARGO_PKG_VERSION_MINOR"));
    let next = format!("version = \"{series}.999\"\nedition");
    assert!(text.contains(own), "the root manifest does not begin its package with a version");
    fs::write(manifest, text.replacen(own, &next, 1)).unwrap();
}

fn cargo(copy: &Path, arguments: &[&str]) -> String {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap();
    let mut cargo = Command::new(env!("CARGO"));
    cargo.arg("--offline").args(arguments).env("CARGO_TARGET_DIR", target);
    output(cargo.current_dir(copy))
}

fn git(folder: &Path, arguments: &[&str]) -> String {
    let mut git = Command::new("git");
    // A hook that runs this test sets them, and they would point git elsewhere.
    git.env_remove("GIT_DIR").env_remove("GIT_WORK_TREE").env_remove("GIT_INDEX_FILE");
    // A checkout that belongs to another user, as CI may have it, is the one that is tested all the same.
    git.args(["-c", "safe.directory=*", "-C"]).arg(folder);
    output(git.args(arguments))
}

fn output(command: &mut Command) -> String {
    let done = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let told = String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success(), "{command:?} failed:\n{told}");
    String::from_utf8(done.stdout).unwrap()
}
