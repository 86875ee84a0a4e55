//! Neural network files (`.blob`): the header is read and checked, the rest is carried.
//!
//! A file starts with a 52-byte ELF header that nobody looks at, then 20 little-endian words; two tables describe the
//! inputs and outputs, their dimensions lie with the constants. Source: serialization 7, and the official
//! `OpenVINO.Blob`, whose reading of the same files is compared in a test.

use std::fmt;

use crate::{
    codec::{Reader, UnexpectedEnd},
    firmware::FirmwareVersion,
};

/// Size of the ELF header and the words behind it, in bytes.
const HEADER_BYTES: usize = 132;
/// Size of the ELF header, in bytes.
const ELF_BYTES: usize = 52;
/// The word behind the ELF header.
const MAGIC: u32 = 0x25ed;
/// More dimensions than a tensor has; the order code has room for 8.
const MAX_DIMENSIONS: u32 = 8;
/// More inputs or outputs than a network has.
const MAX_TENSORS: u32 = 1024;

/// A neural network file cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BlobError {
    /// Shorter than a header.
    #[error(
        "the file has {0} bytes, a compiled network has at least {HEADER_BYTES}; choose a .blob file"
    )]
    Short(usize),
    /// Not a compiled network.
    #[error(
        "offset {ELF_BYTES}: {0:#010x} is there, a compiled network has {MAGIC:#010x}; choose a .blob file"
    )]
    Magic(u32),
    /// The header promises more bytes than there are.
    #[error(
        "offset 56: the header says {declared} bytes, the file has {actual}; it was cut, copy it again"
    )]
    Cut {
        /// Bytes by the header.
        declared: u32,
        /// Bytes in the file.
        actual: usize,
    },
    /// A version that the library does not read.
    #[error(
        "offset 60: version {major}.{minor} is not known; compile the network for OpenVINO 2020.4 to 2022.1"
    )]
    Version {
        /// Major number.
        major: u32,
        /// Minor number.
        minor: u32,
    },
    /// A version whose firmware is no longer made.
    #[error(
        "the network is for OpenVINO 2020.3, which the firmware no longer supports; compile it for 2022.1"
    )]
    TooOld,
    /// A table leaves the file.
    #[error("the table of {table} leaves the file: {end}")]
    Table {
        /// `inputs` or `outputs`.
        table: &'static str,
        /// Where.
        #[source]
        end: UnexpectedEnd,
    },
    /// An entry of a table is wrong.
    #[error("offset {offset}, {table}: {problem}")]
    Entry {
        /// `inputs` or `outputs`.
        table: &'static str,
        /// Offset of the entry in the file.
        offset: usize,
        /// What is wrong.
        problem: String,
    },
}

/// OpenVINO version of a network.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum OpenVino {
    /// 2020.3.
    V2020_3,
    /// 2020.4.
    V2020_4,
    /// 2021.1.
    V2021_1,
    /// 2021.2.
    V2021_2,
    /// 2021.3.
    V2021_3,
    /// 2021.4.
    V2021_4,
    /// 2022.1.
    V2022_1,
}

impl OpenVino {
    const fn from_blob(major: u32, minor: u32) -> Option<Self> {
        Some(match (major, minor) {
            (5, 0) | (2020, 3) => Self::V2020_3,
            (2020, 4) => Self::V2020_4,
            (2021, 1) => Self::V2021_1,
            (2021, 2) => Self::V2021_2,
            (2021, 3) => Self::V2021_3,
            (2021, 4) => Self::V2021_4,
            (6, 0) | (2022, 1) => Self::V2022_1,
            _ => return None,
        })
    }

    /// The firmware that runs networks of this version; none for 2020.3.
    pub const fn firmware(self) -> Option<FirmwareVersion> {
        Some(match self {
            Self::V2020_3 => return None,
            Self::V2020_4 => FirmwareVersion::V2020_4,
            Self::V2021_1 => FirmwareVersion::V2021_1,
            Self::V2021_2 => FirmwareVersion::V2021_2,
            Self::V2021_3 => FirmwareVersion::V2021_3,
            Self::V2021_4 | Self::V2022_1 => FirmwareVersion::Universal,
        })
    }
}

impl fmt::Display for OpenVino {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::V2020_3 => "2020.3",
            Self::V2020_4 => "2020.4",
            Self::V2021_1 => "2021.1",
            Self::V2021_2 => "2021.2",
            Self::V2021_3 => "2021.3",
            Self::V2021_4 => "2021.4",
            Self::V2022_1 => "2022.1",
        })
    }
}

/// Header of a neural network file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BlobHeader {
    /// OpenVINO version; blob version 6.0 counts as 2022.1.
    pub version: OpenVino,
    /// Inputs by name, in file order.
    pub inputs: Vec<Tensor>,
    /// Outputs by name, in file order.
    pub outputs: Vec<Tensor>,
    /// Number of stages.
    pub stages: u32,
    /// Memory slices the network was compiled for.
    pub slices: u32,
    /// Shave cores the network was compiled for.
    pub shaves: u32,
}

/// An input or output of a network.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tensor {
    /// Name.
    pub name: String,
    /// Type of the numbers: 0 FP16, 1 U8F, 2 INT, 3 FP32, 4 I8.
    pub data_type: i32,
    /// Order code: one hexadecimal digit per dimension, 4 N, 3 C, 2 H, 1 W, outermost first.
    pub order: u32,
    /// Dimensions, innermost first.
    pub dims: Vec<u32>,
    /// Offset in the network's buffer, in bytes.
    pub offset: i32,
}

impl Tensor {
    /// Size along a dimension of the order code: 4 N, 3 C, 2 H, 1 W.
    fn along(&self, dimension: u32) -> Option<u32> {
        let digit = |index: usize| (self.order >> (4 * index)) & 0xf;
        (0..MAX_DIMENSIONS as usize)
            .find(|index| digit(*index) == dimension)
            .and_then(|index| self.dims.get(index).copied())
    }

    /// Width and height, for images.
    pub fn image_size(&self) -> Option<(u32, u32)> {
        Some((self.along(1)?, self.along(2)?))
    }

    /// Number of channels.
    pub fn channels(&self) -> Option<u32> {
        self.along(3)
    }

    /// `u8 3 x 300 x 300 (CHW)`, for people.
    pub fn describe(&self) -> String {
        let data_type = match self.data_type {
            0 => "fp16",
            1 => "u8",
            2 => "int",
            3 => "fp32",
            4 => "i8",
            _ => "?",
        };
        let dims: Vec<_> = self.dims.iter().rev().map(u32::to_string).collect();
        let order: String = (0..self.dims.len().min(MAX_DIMENSIONS as usize))
            .rev()
            .map(|index| match (self.order >> (4 * index)) & 0xf {
                1 => 'W',
                2 => 'H',
                3 => 'C',
                4 => 'N',
                _ => '?',
            })
            .collect();
        format!("{data_type} {} ({order})", dims.join(" x "))
    }
}

impl BlobHeader {
    /// Reads and checks the header of a file. Networks of every version the library reads are accepted; whether
    /// there is firmware for it is [`OpenVino::firmware`]'s business.
    pub fn read(file: &[u8]) -> Result<Self, BlobError> {
        let short = |_end: UnexpectedEnd| BlobError::Short(file.len());
        let mut reader = Reader::new(file);
        reader.skip(ELF_BYTES).map_err(short)?;
        let mut words = [0_u32; (HEADER_BYTES - ELF_BYTES) / 4];
        for word in &mut words {
            *word = reader.u32().map_err(short)?;
        }
        // In file order: sizes of buffers, batch and bss, stage flags and the stages' offset are not needed.
        let [
            magic,
            declared,
            major,
            minor,
            inputs,
            outputs,
            stages,
            _,
            _,
            _,
            _,
            slices,
            shaves,
            ..,
            input_table,
            output_table,
            _,
            constants,
        ] = words;
        if magic != MAGIC {
            return Err(BlobError::Magic(magic));
        }
        if declared as usize > file.len() {
            let actual = file.len();
            return Err(BlobError::Cut { declared, actual });
        }
        let version =
            OpenVino::from_blob(major, minor).ok_or(BlobError::Version { major, minor })?;
        let table = |name, n, offset| {
            Table {
                file,
                name,
                constants,
            }
            .read(n, offset)
        };
        Ok(Self {
            version,
            inputs: table("inputs", inputs, input_table)?,
            outputs: table("outputs", outputs, output_table)?,
            stages,
            slices,
            shaves,
        })
    }
}

/// A table of tensors.
struct Table<'a> {
    file: &'a [u8],
    name: &'static str,
    /// Offset of the constants in the file.
    constants: u32,
}

impl Table<'_> {
    fn read(&self, n: u32, offset: u32) -> Result<Vec<Tensor>, BlobError> {
        let mut reader = Reader::new(self.file);
        reader.skip(offset as usize).map_err(|end| self.end(end))?;
        if n > MAX_TENSORS {
            return Err(self.entry(
                &reader,
                format!("{n} entries, at most {MAX_TENSORS} are possible"),
            ));
        }
        let mut tensors = Vec::new();
        for index in 0..n {
            let tensor = self.tensor(&mut reader, index)?;
            // Entries that hold a shape for the compiler, not data. The library skips them too.
            if !tensor.name.contains("@shape") {
                tensors.push(tensor);
            }
        }
        Ok(tensors)
    }

    fn tensor(&self, reader: &mut Reader<'_>, wanted: u32) -> Result<Tensor, BlobError> {
        let start = reader.clone();
        let end = |end| self.end(end);
        let index = reader.u32().map_err(end)?;
        if index != wanted {
            let problem = format!("entry {index} where entry {wanted} must be");
            return Err(self.entry(&start, problem));
        }
        let offset = reader.i32().map_err(end)?;
        let n = reader.u32().map_err(end)?;
        let name = reader.text(n as usize).map_err(end)?;
        let data_type = reader.i32().map_err(end)?;
        let order = reader.u32().map_err(end)?;
        let dimensions = reader.u32().map_err(end)?;
        reader.skip(4).map_err(end)?;
        let dims_offset = reader.u32().map_err(end)?;
        reader.skip(8).map_err(end)?;
        if dimensions > MAX_DIMENSIONS {
            let problem = format!("{dimensions} dimensions, at most {MAX_DIMENSIONS} are possible");
            return Err(self.entry(&start, problem));
        }
        let mut dims = Reader::new(self.file);
        let at = (self.constants as usize).saturating_add(dims_offset as usize);
        dims.skip(at).map_err(end)?;
        let dims = (0..dimensions)
            .map(|_| dims.u32())
            .collect::<Result<_, _>>()
            .map_err(end)?;
        Ok(Tensor {
            name,
            data_type,
            order,
            dims,
            offset,
        })
    }

    const fn end(&self, end: UnexpectedEnd) -> BlobError {
        let table = self.name;
        BlobError::Table { table, end }
    }

    const fn entry(&self, at: &Reader<'_>, problem: String) -> BlobError {
        BlobError::Entry {
            table: self.name,
            offset: at.offset(),
            problem,
        }
    }
}

#[cfg(test)]
pub(super) mod tests;
