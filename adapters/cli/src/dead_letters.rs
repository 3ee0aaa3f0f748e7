use palco::ports::{Asked, Checkpoints, DeadLetter};
use palco_postgres::PostgresStore;
use serde_json::{Value, json};

use crate::{
    CHECK_FAILED, FINE,
    arguments::{Database, DeadLetters, Parked},
    failure::Failure,
    output::Output,
};

pub(crate) async fn run(
    database: &Database,
    command: &DeadLetters,
    output: &mut Output<'_>,
) -> Result<u8, Failure> {
    let (parked, asked) = match command {
        DeadLetters::List(parked) => (parked, None),
        DeadLetters::Retry(parked) => (parked, Some(Asked::Retry)),
        DeadLetters::Skip(parked) => (parked, Some(Asked::Skip)),
    };
    let names_one =
        parked.processor.is_some() || parked.tenant.is_some() || parked.stream.is_some();
    if asked.is_some() && !names_one {
        let missing = "which ones: give --processor, --tenant or --stream";
        return Err(Failure::Usage(missing.to_owned()));
    }
    let store = PostgresStore::open_with(database.settings()?).await?;
    let letters = store.dead_letters(None).await?;
    let letters = letters.iter().filter(|letter| is_of(parked, letter));
    let Some(asked) = asked else {
        for letter in letters {
            output.report(&letter_json(letter), &letter_words(letter))?;
        }
        return Ok(FINE);
    };
    let mut count = 0_u64;
    for DeadLetter { processor, tenant, stream, .. } in letters {
        if store.ask(processor, *tenant, stream, asked).await? {
            count = count.saturating_add(1);
        }
    }
    let words = format!("{count} streams go on once their processor looks: {}", name(asked));
    output.report(&json!({ "asked": name(asked), "streams": count }), &words)?;
    Ok(if count == 0 { CHECK_FAILED } else { FINE })
}

fn is_of(parked: &Parked, letter: &DeadLetter) -> bool {
    parked.processor.as_ref().is_none_or(|name| letter.processor.name == *name)
        && parked.tenant.is_none_or(|tenant| letter.tenant == tenant)
        && parked.stream.as_ref().is_none_or(|stream| letter.stream.to_string() == *stream)
}

fn name(asked: Asked) -> &'static str {
    match asked {
        Asked::Retry => "retry",
        Asked::Skip => "skip",
    }
}

fn letter_json(letter: &DeadLetter) -> Value {
    json!({
        "processor": letter.processor.name, "revision": letter.processor.revision,
        "tenant": letter.tenant, "stream": letter.stream.to_string(), "version": letter.version,
        "position": letter.position, "tries": letter.tries, "reason": letter.reason,
        "asked": letter.asked.map(name),
    })
}

fn letter_words(letter: &DeadLetter) -> String {
    let DeadLetter { processor, stream, version, tenant, tries, reason, .. } = letter;
    let asked = letter.asked.map(|asked| format!(", {} asked for", name(asked)));
    format!(
        "{} revision {}: {stream} version {version} of tenant {tenant}, after {tries} tries: {reason}{}",
        processor.name,
        processor.revision,
        asked.unwrap_or_default(),
    )
}
