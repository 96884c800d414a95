//! Text from outside, made safe to look at.

#[cfg(test)]
mod tests;

use std::fmt::Write;

/// `bytes` as text of at most `width` characters, and an ellipsis where some were left out.
///
/// Whatever does not print becomes `\xHH`, which is how nginx writes it: control characters,
/// bytes that are not UTF-8, and the marks that turn the direction of text around. A log is
/// written by strangers, and what they send must not drive the terminal of who reads it.
pub(crate) fn shown(bytes: &[u8], width: usize) -> String {
    let mut text = String::new();
    let mut room = width;
    let pieces = bytes.utf8_chunks().flat_map(|chunk| {
        let valid = chunk.valid().chars().map(Piece::Char);
        valid.chain(chunk.invalid().iter().copied().map(Piece::Byte))
    });
    for piece in pieces {
        let before = text.len();
        let wide = piece.write(&mut text);
        if wide > room {
            text.truncate(before);
            text.push('…');
            break;
        }
        room -= wide;
    }
    text
}

enum Piece {
    Char(char),
    Byte(u8),
}

impl Piece {
    /// Writes the piece and says how many characters it took.
    fn write(&self, text: &mut String) -> usize {
        match *self {
            Self::Char(c) if prints(c) => {
                text.push(c);
                1
            },
            Self::Char(c) => write_escaped(c.encode_utf8(&mut [0; 4]).as_bytes(), text),
            Self::Byte(byte) => write_escaped(&[byte], text),
        }
    }
}

fn prints(c: char) -> bool {
    // For what is not ASCII, `escape_debug` knows the tables of Unicode.
    matches!(c, ' '..='~') || (!c.is_ascii() && c.escape_debug().len() == 1)
}

fn write_escaped(bytes: &[u8], text: &mut String) -> usize {
    for byte in bytes {
        write!(text, "\\x{byte:02X}").expect("writing to a string succeeds");
    }
    4 * bytes.len()
}
