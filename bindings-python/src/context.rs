use palco::{
    ports::{IdSource, RandomIds},
    values::CommandId,
};
use pyo3::{
    prelude::*,
    types::{PyDict, PyTuple},
};
use uuid::Uuid;

use crate::{
    failure::{Failure, guarded},
    input,
};

/// Who asks, for whom, when, and under which command id: parsed once, used as often as needed.
#[pyclass(frozen, eq, module = "palco")]
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Context(pub(crate) palco::Context);

#[pymethods]
impl Context {
    #[new]
    #[pyo3(signature = (*, tenant, actor, now, command_id=None))]
    fn new(
        tenant: &Bound<'_, PyAny>,
        actor: &Bound<'_, PyAny>,
        now: &Bound<'_, PyAny>,
        command_id: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Self> {
        guarded(tenant.py(), || {
            let given = command_id.map(input::command_id).transpose()?.flatten();
            Ok(Self(palco::Context {
                tenant: input::id("tenant", tenant)?,
                actor: input::id("actor", actor)?,
                now: input::instant("now", now)?,
                command_id: given.map_or_else(new_command_id, Ok)?,
            }))
        })
    }

    /// The organizer whose data this is.
    #[getter]
    fn tenant(&self) -> Uuid {
        self.0.tenant.as_uuid()
    }

    /// Who acts; for a hold this is the buyer.
    #[getter]
    fn actor(&self) -> Uuid {
        self.0.actor.as_uuid()
    }

    /// The idempotency key.
    #[getter]
    fn command_id(&self) -> Uuid {
        self.0.command_id.as_uuid()
    }

    /// The instant of the decision, as RFC 3339 in UTC.
    #[getter]
    fn now(&self) -> String {
        self.0.now.to_string()
    }

    /// What a copy, and one that was pickled, is made of.
    fn __getnewargs_ex__<'py>(
        &self,
        py: Python<'py>,
    ) -> PyResult<(Bound<'py, PyTuple>, Bound<'py, PyDict>)> {
        let fields = PyDict::new(py);
        fields.set_item("tenant", self.tenant())?;
        fields.set_item("actor", self.actor())?;
        fields.set_item("now", self.now())?;
        fields.set_item("command_id", self.command_id())?;
        Ok((PyTuple::empty(py), fields))
    }

    fn __repr__(&self) -> String {
        let palco::Context { tenant, actor, now, command_id } = self.0;
        format!(
            "Context(tenant='{tenant}', actor='{actor}', now='{now}', command_id='{command_id}')"
        )
    }
}

fn new_command_id() -> Result<CommandId, Failure> {
    CommandId::from_uuid(RandomIds.next_id())
        .map_err(|invalid| Failure::invalid("command_id", invalid))
}
