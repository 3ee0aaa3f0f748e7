//! Card numbers that nobody has, and where they are found.

use std::{collections::HashMap, fs, path::Path};

/// First digits of a brand, and how long its numbers are.
const BRANDS: [(&str, usize); 4] = [("4", 16), ("51", 16), ("37", 15), ("606282", 16)];

/// The card number of that place in the sequence; no two are the same.
pub(crate) fn number(place: usize) -> String {
    let (brand, length) = BRANDS[place % BRANDS.len()];
    let width = length - brand.len() - 1;
    // Prime to every power of ten, so that no two give the same digits.
    let middle = (place as u64 + 1) * 99_991_337 % 10_u64.pow(width as u32);
    let digits = format!("{brand}{middle:0width$}");
    let check = (0..10).find(|check| is_right(&format!("{digits}{check}"))).expect("one is right");
    format!("{digits}{check}")
}

/// The check digit of ISO/IEC 7812.
fn is_right(number: &str) -> bool {
    let digits = number.chars().rev().filter_map(|digit| digit.to_digit(10)).enumerate();
    let values = digits.map(|(place, digit)| match (place % 2, digit) {
        (0, digit) => digit,
        (_, digit) => digit * 2 % 10 + u32::from(digit > 4),
    });
    values.sum::<u32>() % 10 == 0
}

/// How people write it: bare, in groups, or among words.
pub(crate) fn written(number: &str, place: usize) -> String {
    let grouped = |between: &str| {
        let groups: Vec<_> = number.as_bytes().chunks(4).map(String::from_utf8_lossy).collect();
        groups.join(between)
    };
    match place % 4 {
        0 => number.to_owned(),
        1 => grouped(" "),
        2 => grouped("-"),
        _ => format!("card {number}, please"),
    }
}

/// What to look for, and how often each was seen.
pub(crate) struct Search(HashMap<String, u64>);

impl Search {
    pub(crate) fn of(numbers: impl IntoIterator<Item = String>) -> Self {
        Self(numbers.into_iter().map(|number| (number, 0)).collect())
    }

    /// Looks for digits with nothing but spaces and hyphens between them.
    pub(crate) fn look_in(&mut self, bytes: &[u8]) {
        let mut run = String::new();
        for byte in bytes.iter().chain(b"\n") {
            match byte {
                b'0'..=b'9' => run.push(char::from(*byte)),
                b' ' | b'-' => {}
                _ => {
                    self.look_at(&run);
                    run.clear();
                }
            }
        }
    }

    fn look_at(&mut self, digits: &str) {
        for length in [15, 16] {
            for from in 0..(digits.len() + 1).saturating_sub(length) {
                if let Some(seen) = self.0.get_mut(&digits[from..from + length]) {
                    *seen += 1;
                }
            }
        }
    }

    /// Looks through every file below a folder; how many there are, and their bytes.
    pub(crate) fn look_below(&mut self, folder: &Path) -> (u64, u64) {
        let (mut files, mut bytes) = (0, 0);
        for entry in fs::read_dir(folder).expect("a folder that can be read").flatten() {
            let path = entry.path();
            if path.is_dir() {
                let (more_files, more_bytes) = self.look_below(&path);
                (files, bytes) = (files + more_files, bytes + more_bytes);
            } else if let Ok(content) = fs::read(&path) {
                self.look_in(&content);
                (files, bytes) = (files + 1, bytes + content.len() as u64);
            }
        }
        (files, bytes)
    }

    pub(crate) fn seen(&self, number: &str) -> u64 {
        self.0.get(number).copied().unwrap_or(0)
    }

    /// Those that were seen, but for one.
    pub(crate) fn others_than(&self, planted: &str) -> Vec<&str> {
        let seen = self.0.iter().filter(|(number, seen)| *number != planted && **seen > 0);
        seen.map(|(number, _)| number.as_str()).collect()
    }
}

#[test]
fn numbers_differ_and_are_found_however_they_are_written() {
    let numbers: Vec<_> = (0..1_000).map(number).collect();
    let mut search = Search::of(numbers.clone());
    assert_eq!(search.0.len(), numbers.len());
    for (place, number) in numbers.iter().enumerate() {
        assert_eq!(search.seen(number), 0);
        search.look_in(format!("7;{}", written(number, place)).as_bytes());
        assert_eq!(search.seen(number), 1, "{number}");
    }
}
