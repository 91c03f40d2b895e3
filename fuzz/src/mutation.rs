use std::ops::Range;

use fastrand::Rng;
use serde::de::IgnoredAny;

/// What takes the place of a value.
const VALUES: [&str; 14] = [
    "null",
    "true",
    "false",
    "0",
    "-1",
    "4294967296",
    "18446744073709551615",
    "1e999",
    "\"\"",
    "\"\\u0000\"",
    "\"2026-10-05T09:01:00.000Z\"",
    "[]",
    "{}",
    "[[[[[[[[]]]]]]]]",
];

/// Changes `data` a little, in the way that `seed` stands for: mostly a value of the JSON in it, wherever that is, else
/// its bytes.
pub fn mutate(data: &[u8], seed: u64) -> Vec<u8> {
    let mut dice = Rng::with_seed(seed);
    let mut data = data.to_vec();
    for _ in 0..dice.u8(1..=3) {
        match value(&data, &mut dice) {
            Some(value) if dice.u8(..4) > 0 => change_value(&mut data, value, &mut dice),
            _ => change_bytes(&mut data, &mut dice),
        }
    }
    data
}

/// Where some JSON value is.
fn value(data: &[u8], dice: &mut Rng) -> Option<Range<usize>> {
    let from = dice.usize(..=data.len());
    let start = from + data[from..].iter().position(|byte| b":[,\n".contains(byte))? + 1;
    let start = start + data[start..].iter().take_while(|byte| byte.is_ascii_whitespace()).count();
    let mut values = serde_json::Deserializer::from_slice(&data[start..]).into_iter::<IgnoredAny>();
    values.next()?.ok()?;
    Some(start..start + values.byte_offset())
}

fn change_value(data: &mut Vec<u8>, at: Range<usize>, dice: &mut Rng) {
    let other = value(data, dice).map(|other| data[other].to_vec());
    let by = match (dice.u8(..4), other) {
        (0, Some(other)) => other,
        (1, _) => [&data[at.clone()], &data[at.clone()]].join(&b','),
        _ => dice.choice(VALUES).map(Vec::from).unwrap_or_default(),
    };
    data.splice(at, by);
}

fn change_bytes(data: &mut Vec<u8>, dice: &mut Rng) {
    let at = dice.usize(..=data.len());
    let end = (at + dice.usize(..=16)).min(data.len());
    match dice.u8(..5) {
        0 => data.truncate(at),
        1 => drop(data.drain(at..end)),
        2 => data.insert(at, dice.u8(..)),
        3 => drop(data.splice(at..at, data[at..end].to_vec())),
        _ => {
            for byte in &mut data[at..end.min(at + 1)] {
                *byte ^= 1 << dice.u8(..8);
            }
        }
    }
}
