//! Would a camera start this package?

use super::{Package, PackageError, names, write::alignment};
use crate::firmware::IMAGE_MAGIC;

impl Package {
    /// Checks everything that can be checked without a camera: the sections are there, where official packages have
    /// them, with the right checksums; the firmware is bootable and starts like one. Inflates a compressed firmware
    /// (about 0.2 s).
    pub fn check(&self) -> Result<(), PackageError> {
        for (index, name) in names::ALL.into_iter().enumerate() {
            // A camera starts without knowing the name or the version.
            if index < 4 {
                self.required(name)?;
            }
            self.check_alignment(name, alignment(index))?;
        }
        self.sections()
            .iter()
            .try_for_each(super::Section::check_checksum)?;
        self.check_firmware()
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

    fn check_firmware(&self) -> Result<(), PackageError> {
        let section = self.required(names::FIRMWARE)?;
        if !section.flags().bootable() {
            return Err(PackageError::NotBootable {
                name: section.name().to_owned(),
                offset: section.offset(),
            });
        }
        if section.content()?.starts_with(&IMAGE_MAGIC) {
            return Ok(());
        }
        Err(section.no_firmware("a firmware starts with \"MA2x\", this one does not".to_owned()))
    }
}
