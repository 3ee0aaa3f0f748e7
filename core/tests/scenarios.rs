//! The golden scenarios, by the rules alone. `UPDATE=1` writes what follows into the files: look at
//! the difference before it is kept.

use palco::testing::goldens;

#[test]
fn the_rules_say_what_the_golden_scenarios_say() {
    for golden in goldens() {
        let outcome = golden.by_the_rules();
        match std::env::var_os("UPDATE") {
            Some(_) => golden.accept(&outcome),
            None => golden.check(&outcome),
        }
    }
}
