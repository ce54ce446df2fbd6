//! Bytes as hexadecimal digits, and back. Pure.

/// Two digits for each byte.
pub fn encode_hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The bytes behind digits of either case; `None` where something else stands, or half a byte.
pub fn decode_hex(digits: &str) -> Option<Vec<u8>> {
    let digits = digits.chars().map(|letter| letter.to_digit(16).map(|digit| digit as u8));
    let digits: Vec<u8> = digits.collect::<Option<_>>()?;
    let (pairs, []) = digits.as_chunks::<2>() else { return None };
    Some(pairs.iter().map(|[high, low]| high << 4 | low).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_the_bytes() {
        assert_eq!(encode_hex(&[0x00, 0x0f, 0xff]), "000fff");
        assert_eq!(decode_hex("000fFF"), Some(vec![0x00, 0x0f, 0xff]));
        for other in ["0", "0x", "+f", "é0"] {
            assert_eq!(decode_hex(other), None, "{other}");
        }
    }
}
