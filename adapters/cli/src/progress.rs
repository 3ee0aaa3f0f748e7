use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// A bar on the terminal that the errors go to; nothing where they go elsewhere.
pub(crate) fn bar(what: &'static str, of: u64) -> ProgressBar {
    let form = "{msg} {wide_bar} {human_pos} of {human_len}, {eta} left";
    let bar = ProgressBar::with_draw_target(Some(of), ProgressDrawTarget::stderr());
    bar.set_style(
        ProgressStyle::with_template(form).unwrap_or_else(|_| ProgressStyle::default_bar()),
    );
    bar.set_message(what);
    bar
}
