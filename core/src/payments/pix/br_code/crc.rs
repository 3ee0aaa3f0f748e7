//! CRC-16/CCITT-FALSE: polynomial 0x1021, begun with 0xFFFF, not reflected, nothing added at the
//! end.

use crc::{CRC_16_IBM_3740, Crc, Table};

/// Sixteen bytes at a time: one by one each waits for the byte before, a third of reading a code.
static CODE: Crc<u16, Table<16>> = Crc::<u16, Table<16>>::new(&CRC_16_IBM_3740);

/// The check value of these bytes.
pub(super) fn crc(bytes: &[u8]) -> u16 {
    CODE.checksum(bytes)
}

/// The four digits in which a code has it: upper case, with leading zeros.
pub(super) fn digits(crc: u16) -> [char; 4] {
    [12_u32, 8, 4, 0].map(|shift| {
        char::from_digit(u32::from(crc).wrapping_shr(shift) & 0xf, 16)
            .unwrap_or_default()
            .to_ascii_uppercase()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Bit by bit, as it is defined.
    fn by_definition(bytes: &[u8]) -> u16 {
        let mut crc = 0xffff_u16;
        for byte in bytes {
            crc ^= u16::from(*byte) << 8;
            for _ in 0..8 {
                crc = if crc & 0x8000 == 0 { crc << 1 } else { (crc << 1) ^ 0x1021 };
            }
        }
        crc
    }

    #[test]
    fn the_check_of_the_catalogue() {
        assert_eq!(crc(b"123456789"), 0x29b1);
        assert_eq!(crc(b""), 0xffff);
        assert_eq!(digits(0x0a0f).iter().collect::<String>(), "0A0F");
    }

    proptest! {
        #[test]
        fn it_is_as_it_is_defined(bytes: Vec<u8>) {
            prop_assert_eq!(crc(&bytes), by_definition(&bytes));
        }
    }
}
