//! How to reach a person: what stands on a card beside their name.

use super::person::Profile;

/// Where somebody is found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Contact {
    /// As the helpdesk has it; empty when unset, as the room is.
    pub phone: String,
    pub room: String,
}

impl Contact {
    pub fn of_profile(profile: &Profile) -> Self {
        let room = [&profile.address, &profile.place].into_iter().find(|place| !place.trim().is_empty());
        Self {
            phone: profile.phone.trim().to_owned(),
            room: room.map(|room| room.trim().to_owned()).unwrap_or_default(),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.phone.is_empty() && self.room.is_empty()
    }
}

/// A phone number in the one form that every phone dials from anywhere: `+380501234567`. `None` for what can't be told to be
/// one: an extension, two numbers, a number without its country.
pub fn international_number(phone: &str) -> Option<String> {
    let phone = phone.trim();
    let has_plus = phone.starts_with('+');
    let rest = phone.trim_start_matches('+');
    if rest.chars().any(|sign| !sign.is_ascii_digit() && !" ()-.\u{a0}".contains(sign)) {
        return None;
    }
    let digits: String = rest.chars().filter(char::is_ascii_digit).collect();
    let whole = match (has_plus, digits.as_bytes()) {
        (true, _) => digits,
        (false, [b'0', b'0', ..]) => digits[2..].to_owned(),
        // Ukraine and Belarus, then Russia and Kazakhstan with their 7, and with the 8 that is dialled at home.
        (false, [b'3', b'8', b'0', ..] | [b'3', b'7', b'5', ..]) if digits.len() == 12 => digits,
        (false, [b'7' | b'8', b'3' | b'4' | b'7'..=b'9', ..]) if digits.len() == 11 => {
            format!("7{}", &digits[1..])
        }
        (false, _) => return None,
    };
    (8..=15).contains(&whole.len()).then(|| format!("+{whole}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_that_names_its_country_can_be_dialled_from_anywhere() {
        for (written, dialled) in [
            ("+380501234567", "+380501234567"),
            ("+380 (50) 123-45-67", "+380501234567"),
            ("380501234567", "+380501234567"),
            ("00380501234567", "+380501234567"),
            ("8 (495) 123-45-67", "+74951234567"),
            ("7 916 123 45 67", "+79161234567"),
        ] {
            assert_eq!(international_number(written).as_deref(), Some(dialled), "{written}");
        }
    }

    #[test]
    fn what_may_be_something_else_stays_as_it_is_written() {
        for other in ["", "111", "0501234567", "+380501234567 ext. 3", "+38050, +38067", "12-34", "+1"] {
            assert_eq!(international_number(other), None, "{other}");
        }
    }
}
