//! As much of HPACK as a test needs: fields as they are, and the status of a response.

/// A field as a literal that is not to be remembered, its name and value as they are.
pub fn literal(name: &[u8], value: &[u8]) -> Vec<u8> {
    [&[0][..], &text(name), &text(value)].concat()
}

/// Fields as such literals.
pub fn fields(fields: &[(&str, &str)]) -> Vec<u8> {
    fields.iter().flat_map(|(name, value)| literal(name.as_bytes(), value.as_bytes())).collect()
}

/// A text with its length in front.
pub fn text(bytes: &[u8]) -> Vec<u8> {
    [&number(0, 7, bytes.len()), bytes].concat()
}

/// A number behind some bits of a byte, of which it has the last `bits`.
pub fn number(first: u8, bits: u32, value: usize) -> Vec<u8> {
    let most = (1 << bits) - 1;
    if value < most {
        return vec![first | value as u8];
    }
    let mut bytes = vec![first | most as u8];
    let mut rest = value - most;
    while rest >= 128 {
        bytes.push((rest % 128) as u8 | 128);
        rest /= 128;
    }
    bytes.push(rest as u8);
    bytes
}

/// The status of a response: the first field of a block. Changes of the table's size may stand before it.
pub fn status(block: &[u8]) -> Option<u16> {
    const INDEXED: [u16; 7] = [200, 204, 206, 304, 400, 404, 500];
    let at = block.iter().position(|byte| byte & 0xe0 != 0x20)?;
    let field = block.get(at..)?;
    match field {
        [first @ 0x88..=0x8e, ..] => INDEXED.get(usize::from(first - 0x88)).copied(),
        // A literal whose name is the eighth of the table, to be remembered or not.
        [0x48 | 0x08 | 0x18, length, value @ ..] => {
            let value = value.get(..usize::from(length & 0x7f))?;
            let digits = if length & 0x80 == 0 { value.to_vec() } else { huffman_digits(value) };
            String::from_utf8(digits).ok()?.parse().ok()
        }
        _ => None,
    }
}

/// Digits by their Huffman codes: 0, 1 and 2 have five bits, the others six.
fn huffman_digits(bytes: &[u8]) -> Vec<u8> {
    let bits: Vec<u8> = bytes.iter().flat_map(|byte| (0..8).rev().map(move |at| byte >> at & 1)).collect();
    let number = |bits: &[u8]| bits.iter().fold(0, |number, bit| number * 2 + bit);
    let mut digits = Vec::new();
    let mut rest = bits.as_slice();
    while rest.len() >= 5 {
        let (digit, length) = match (rest.get(..5).map(number), rest.get(..6).map(number)) {
            (Some(five @ 0..=2), _) => (five, 5),
            (_, Some(six @ 25..=31)) => (six - 25 + 3, 6),
            _ => break,
        };
        digits.push(b'0' + digit);
        rest = rest.get(length..).unwrap_or_default();
    }
    digits
}

#[cfg(test)]
mod tests {
    use super::{number, status};

    #[test]
    fn numbers_as_in_the_appendix_of_rfc_7541() {
        assert_eq!(number(0, 5, 10), [10]);
        assert_eq!(number(0, 5, 1337), [31, 154, 10]);
        assert_eq!(number(0x80, 7, 126), [0xfe]);
    }

    #[test]
    fn a_status_in_each_of_its_forms() {
        assert_eq!(status(&[0x88]), Some(200));
        assert_eq!(status(&[0x20, 0x8d]), Some(404));
        assert_eq!(status(b"\x48\x03307"), Some(307));
        // From the examples of RFC 7541, C.6.1.
        assert_eq!(status(&[0x48, 0x82, 0x64, 0x02]), Some(302));
        assert_eq!(status(&[0x82]), None);
    }
}
