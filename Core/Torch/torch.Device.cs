using System.Globalization;

namespace TorchSharp;

public static partial class torch
{
    public static readonly Device CPU = new(DeviceType.CPU);

    public static Device CUDA => new(DeviceType.CUDA);

    public static Device device(string description) => new(description);

    public static Device device(string deviceType, int index = -1) => new(deviceType, index);

    public static Device device(DeviceType deviceType, int index = -1) => new(deviceType, index);

    public static Device device(int index) => new(index);

    /// <summary>Where a tensor lives: "cpu", "cuda", "cuda:1".</summary>
    public class Device
    {
        public Device(DeviceType deviceType, int index = -1)
        {
            type = deviceType;
            this.index = deviceType == DeviceType.CPU ? -1 : index;
        }

        public Device(int index) : this(DeviceType.CUDA, index) { }

        public Device(string description) : this(ParseType(description), ParseIndex(description)) { }

        public Device(string deviceType, int index = -1) : this(ParseType(deviceType), index) { }

        public DeviceType type { get; }

        public int index { get; }

        public static implicit operator Device(string description) => new(description);

        public override string ToString()
        {
            var name = type.ToString().ToLowerInvariant();
            return index < 0 ? name : $"{name}:{index.ToString(CultureInfo.InvariantCulture)}";
        }

        private static DeviceType ParseType(string description)
        {
            ArgumentNullException.ThrowIfNull(description);
            var name = description.Split(':')[0];
            return Enum.TryParse<DeviceType>(name, ignoreCase: true, out var parsed) && !int.TryParse(name, out _)
                ? parsed
                : throw new ArgumentException($"'{description}' names no device; 'cpu', 'cuda' or 'cuda:0' would", nameof(description));
        }

        private static int ParseIndex(string description)
        {
            var colon = description.IndexOf(':', StringComparison.Ordinal);
            return colon < 0 ? -1
                : int.TryParse(description.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? index
                : throw new ArgumentException($"'{description}' has no number after the colon", nameof(description));
        }
    }
}
