//! Buttons below a picture of `/stats`. What they name grants nothing: who may see it is asked at every press.

use super::Arguments;
use super::groups::code_letter;
use crate::domain::ids::UnitId;
use crate::domain::settings::StatsTheme;
use crate::domain::stats::{StatsScope, StatsSpan};

/// A picture to be shown in the place of the one that is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StatsPress {
    pub scope: StatsScope,
    pub span: StatsSpan,
    pub theme: StatsTheme,
}

const SPAN_CODES: [(&str, StatsSpan); 3] =
    [("w", StatsSpan::Week), ("m", StatsSpan::Month), ("q", StatsSpan::Quarter)];
const THEME_CODES: [(&str, StatsTheme); 2] = [("l", StatsTheme::Light), ("d", StatsTheme::Dark)];

impl StatsPress {
    pub(super) fn encode(self) -> String {
        let scope = match self.scope {
            StatsScope::Own => "m".into(),
            StatsScope::Unit(unit) => format!("u:{unit}"),
            StatsScope::Group => "g".into(),
        };
        let (span, theme) = (code_letter(&SPAN_CODES, self.span), code_letter(&THEME_CODES, self.theme));
        format!("st:{span}:{theme}:{scope}")
    }

    /// Reads what follows the verb.
    pub(super) fn decode(arguments: &mut Arguments<'_>) -> Option<Self> {
        let (span, theme) = (arguments.one_of(&SPAN_CODES)?, arguments.one_of(&THEME_CODES)?);
        let scope = match arguments.0.next()? {
            "m" => StatsScope::Own,
            "u" => StatsScope::Unit(UnitId(arguments.next_number()?)),
            "g" => StatsScope::Group,
            _ => return None,
        };
        Some(Self { scope, span, theme })
    }
}

#[cfg(test)]
mod tests {
    use super::super::Callback;
    use super::*;
    use crate::callback::tests::assert_comes_back;

    #[test]
    fn everything_comes_back_and_fits() {
        for (_, span) in SPAN_CODES {
            for (_, theme) in THEME_CODES {
                for scope in [StatsScope::Own, StatsScope::Unit(UnitId(i64::MAX)), StatsScope::Group] {
                    assert_comes_back(&Callback::Stats(StatsPress { scope, span, theme }));
                }
            }
        }
    }
}
