
if __name__ == "__main__":
    dai.DeviceBootloader.saveDepthaiApplicationPackage("application.dap", pipeline)
