//! Would a camera start this package?

use super::{Compression, Package, PackageError, Section, names, write::alignment};
use crate::firmware::{IMAGE_MAGIC, IMAGE_MAX_BYTES, Inflater};

/// A check of a package in steps: a large one takes tenths of a second, and several times as long on a slow machine, while
/// a camera that is connected waits for pings.
///
/// Sections must be there, where official packages have them, with the right checksums; the firmware must be bootable
/// and start like one.
#[derive(Debug)]
pub struct Inspection {
    package: Package,
    next: Next,
}

/// What is looked at next.
#[derive(Debug)]
enum Next {
    /// Where sections lie.
    Places,
    /// The checksum of a section.
    Checksum(usize),
    /// The compressed firmware.
    Firmware(Inflater),
    /// Nothing.
    Nothing,
}

impl Inspection {
    /// Nothing is looked at yet.
    pub const fn new(package: Package) -> Self {
        Self {
            package,
            next: Next::Places,
        }
    }

    /// The package.
    pub const fn package(&self) -> &Package {
        &self.package
    }

    /// One step; `false` when there are no more.
    ///
    /// # Errors
    ///
    /// What is wrong with the package. There is no step after that.
    pub fn step(&mut self) -> Result<bool, PackageError> {
        self.next = match std::mem::replace(&mut self.next, Next::Nothing) {
            Next::Places => {
                self.package.check_places()?;
                Next::Checksum(0)
            }
            Next::Checksum(index) => match self.package.sections().get(index) {
                Some(section) => {
                    section.check_checksum()?;
                    Next::Checksum(index + 1)
                }
                None => self.package.check_firmware()?,
            },
            Next::Firmware(mut inflater) => {
                let section = self.package.required(names::FIRMWARE)?;
                let more = inflater.step();
                if more.map_err(|error| section.no_firmware(error.to_string()))? {
                    Next::Firmware(inflater)
                } else {
                    section.check_magic(&inflater.finish())?;
                    Next::Nothing
                }
            }
            Next::Nothing => return Ok(false),
        };
        Ok(true)
    }
}

impl Package {
    /// Checks everything that can be checked without a camera, at once; see [`Inspection`].
    pub fn check(&self) -> Result<(), PackageError> {
        let mut inspection = Inspection::new(self.clone());
        while inspection.step()? {}
        Ok(())
    }

    fn check_places(&self) -> Result<(), PackageError> {
        for (index, name) in names::ALL.into_iter().enumerate() {
            // A camera starts without knowing the name or the version.
            if index < 4 {
                self.required(name)?;
            }
            self.check_alignment(name, alignment(index))?;
        }
        Ok(())
    }

    fn check_alignment(&self, name: &str, alignment: usize) -> Result<(), PackageError> {
        match self.find(name) {
            Some(section)
                if section.size() > 0 && !(section.offset() as usize).is_multiple_of(alignment) =>
            {
                Err(PackageError::NotAligned {
                    name: name.to_owned(),
                    offset: section.offset(),
                    alignment,
                })
            }
            _ => Ok(()),
        }
    }

    /// A compressed firmware is looked at later, in steps.
    fn check_firmware(&self) -> Result<Next, PackageError> {
        let section = self.required(names::FIRMWARE)?;
        if !section.flags().bootable() {
            return Err(PackageError::NotBootable {
                name: section.name().to_owned(),
                offset: section.offset(),
            });
        }
        if section.flags().compression() == Compression::Zlib {
            let stream = section.bytes().clone();
            let inflater = Inflater::zlib(section.name(), stream, IMAGE_MAX_BYTES);
            return Ok(Next::Firmware(inflater.keeping(IMAGE_MAGIC.len())));
        }
        section.check_magic(&section.content()?)?;
        Ok(Next::Nothing)
    }
}

impl Section {
    fn check_magic(&self, content: &[u8]) -> Result<(), PackageError> {
        if content.starts_with(&IMAGE_MAGIC) {
            return Ok(());
        }
        Err(self.no_firmware("a firmware starts with \"MA2x\", this one does not".to_owned()))
    }
}
