//! What a person asked for, for the recorder: commands without the bytes of their files.

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::{
    application::Loaded,
    protocol::{Command, NamedFile},
};
use crate::recording::{STEP_CONNECT, STEP_EXECUTE, to_hex};

/// The step of a command that talks to a camera; none for others. Read back, a file is one without bytes.
pub(super) fn step_of(command: &Command, loaded: Option<&Loaded>) -> Option<Value> {
    Some(match command {
        Command::UseVirtualCamera { .. }
        | Command::Connect { .. }
        | Command::ReplayRecording { .. } => json!(STEP_CONNECT),
        // The typed word is of the person's hands, not of the camera.
        Command::Execute { .. } => json!(STEP_EXECUTE),
        Command::PlanBootloader { kind, image } => {
            json!({"plan-bootloader": {"kind": kind, "image": image.as_ref().map(file)}})
        }
        Command::PlanUserBootloader { image } => {
            json!({"plan-user-bootloader": {"image": image.as_ref().map(file)}})
        }
        Command::PlanWriteMemory {
            memory,
            offset,
            file: written,
        } => {
            json!({"plan-write-memory": {"memory": memory, "offset": offset, "file": file(written)}})
        }
        Command::PlanRestore {
            file: backup,
            config_only,
        } => json!({"plan-restore": {"file": file(backup), "config_only": config_only}}),
        Command::PlanApplication { memory } => {
            json!({"plan-application": {"memory": memory, "package": loaded.map(package)}})
        }
        Command::PlanUpdateApplication { memory } => {
            json!({"plan-update-application": {"memory": memory, "package": loaded.map(package)}})
        }
        Command::Disconnect
        | Command::Refresh
        | Command::PlanRemoveUserBootloader
        | Command::PlanFactoryReset { .. }
        | Command::PlanBootHeader { .. }
        | Command::PlanWriteConfig { .. }
        | Command::PlanClearConfig
        | Command::PlanRemoveApplication { .. }
        | Command::ReadMemory { .. }
        | Command::ReadApplication { .. }
        | Command::Diagnose
        | Command::TakeBackup
        | Command::BootUsbRom
        | Command::BootApplication => serde_json::to_value(command).ok()?,
        _ => return None,
    })
}

fn file(file: &NamedFile) -> Value {
    json!({
        "name": file.name,
        "bytes": [],
        "size": file.bytes.len(),
        "sha256": to_hex(&Sha256::digest(&file.bytes)),
    })
}

fn package(loaded: &Loaded) -> Value {
    json!({"size": loaded.summary.size, "sha256": loaded.summary.sha256})
}

#[cfg(test)]
mod tests {
    use serde_bytes::ByteBuf;

    use super::*;
    use crate::bootloader::Memory;

    #[test]
    fn steps_are_read_back_as_commands_without_bytes() {
        let written = NamedFile {
            name: "x.bin".to_owned(),
            bytes: ByteBuf::from(vec![7; 100]),
        };
        let command = Command::PlanWriteMemory {
            memory: Memory::Flash,
            offset: 4096,
            file: written,
        };
        let step = step_of(&command, None).unwrap();
        assert_eq!(step["plan-write-memory"]["file"]["size"], 100);
        let back: Command = serde_json::from_value(step).unwrap();
        let Command::PlanWriteMemory { offset, file, .. } = back else {
            panic!("{back:?}");
        };
        assert_eq!((offset, file.bytes.len()), (4096, 0));
        let config = Command::PlanWriteConfig {
            json: "{}".to_owned(),
        };
        let step = step_of(&config, None).unwrap();
        assert_eq!(serde_json::from_value::<Command>(step).unwrap(), config);
        assert_eq!(step_of(&Command::ListCameras, None), None);
    }
}
