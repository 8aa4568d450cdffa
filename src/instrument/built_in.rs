//! The templates that come with the program, embedded from `survey-templates/`.

macro_rules! embedded {
    ($($file:literal)*) => {
        &[$(($file, include_str!(concat!("../../survey-templates/", $file)))),*]
    };
}

/// File name and source text of each.
pub fn built_in() -> &'static [(&'static str, &'static str)] {
    embedded! {
        "leder-apv.toml"
        "netvaerksevaluering.toml"
        "lederudvikling.toml"
        "ledersupervision.toml"
        "vitalisering.toml"
        "laeringsrum.toml"
        "ledelsesevaluering.toml"
        "dialogpuls.toml"
    }
}
