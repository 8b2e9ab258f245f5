namespace TorchSharp;

public static class ModuleExtensionMethods
{
    public static T to<T>(this T module, torch.Device device, bool non_blocking = false)
        where T : torch.nn.Module => Moved(module, device, null);

    public static T to<T>(this T module, torch.ScalarType type, bool non_blocking = false)
        where T : torch.nn.Module => Moved(module, null, type);

    public static T to<T>(this T module, torch.Device device, torch.ScalarType type, bool non_blocking = false)
        where T : torch.nn.Module => Moved(module, device, type);

    public static T to<T>(this T module, string device, bool non_blocking = false)
        where T : torch.nn.Module => Moved(module, new torch.Device(device), null);

    public static T to<T>(this T module, DeviceType deviceType, int deviceIndex = -1, bool non_blocking = false)
        where T : torch.nn.Module => Moved(module, new torch.Device(deviceType, deviceIndex), null);

    public static T cpu<T>(this T module, bool non_blocking = false)
        where T : torch.nn.Module => Moved(module, torch.CPU, null);

    public static T cuda<T>(this T module, int deviceIndex = -1, bool non_blocking = false)
        where T : torch.nn.Module => Moved(module, new torch.Device(DeviceType.CUDA, deviceIndex), null);

    public static T @double<T>(this T module, bool non_blocking = false)
        where T : torch.nn.Module => Moved(module, null, torch.ScalarType.Float64);

    public static T @float<T>(this T module, bool non_blocking = false)
        where T : torch.nn.Module => Moved(module, null, torch.ScalarType.Float32);

    private static T Moved<T>(T module, torch.Device? device, torch.ScalarType? type)
        where T : torch.nn.Module
    {
        module.Move(device, type);
        return module;
    }
}
