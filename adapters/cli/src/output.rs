use std::io::Write;

use serde::Serialize;

use crate::failure::Failure;

/// Where reports go, and in what form.
pub(crate) struct Output<'a> {
    out: &'a mut (dyn Write + Send),
    json: bool,
}

impl<'a> Output<'a> {
    pub(crate) fn new(out: &'a mut (dyn Write + Send), json: bool) -> Self {
        Self { out, json }
    }

    /// A line as it stands, in either form.
    pub(crate) fn line(&mut self, line: &str) -> Result<(), Failure> {
        self.out.write_all(line.as_bytes())?;
        self.out.write_all(b"\n")?;
        Ok(())
    }

    /// A report: the value in JSON, or the words.
    pub(crate) fn report(&mut self, value: &impl Serialize, words: &str) -> Result<(), Failure> {
        match self.json {
            true => self.line(&palco::contract::to_json(value)),
            false => self.line(words),
        }
    }

    /// Hands on what was written.
    pub(crate) fn flush(&mut self) -> Result<(), Failure> {
        self.out.flush()?;
        Ok(())
    }
}
