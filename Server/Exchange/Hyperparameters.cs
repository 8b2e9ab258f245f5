using System.Globalization;

namespace Hodl.Server.Exchange;

/// <summary>
/// What TensorBoard's hparams plugin keeps of a run's settings. SummaryMetadata: plugin_data 1 (plugin_name 1, content 2);
/// HParamsPluginData: session_start_info 3; SessionStartInfo: hparams 1, a map (key 1, value 2); Value: number_value 2,
/// string_value 3, bool_value 4.
/// </summary>
internal static class Hyperparameters
{
    /// <summary>Adds those of a summary's metadata; there are none unless it is the plugin's.</summary>
    public static void Read(ReadOnlySpan<byte> metadata, Dictionary<string, string> settings)
    {
        var plugin = Inner(metadata, 1);
        if (Inner(plugin, 1).SequenceEqual("hparams"u8))
        {
            for (var info = new ProtoReader(Inner(Inner(plugin, 2), 3)); info.Next();)
            {
                if (info is { Field: 1, Type: 2 })
                {
                    settings[System.Text.Encoding.UTF8.GetString(Inner(info.Bytes, 1))] = Value(Inner(info.Bytes, 2));
                }
            }
        }
    }

    private static string Value(ReadOnlySpan<byte> value)
    {
        for (var reader = new ProtoReader(value); reader.Next();)
        {
            switch (reader.Field, reader.Type)
            {
                case (2, 1):
                    return reader.Real.ToString("R", CultureInfo.InvariantCulture);
                case (3, 2):
                    return reader.Text;
                case (4, 0):
                    return reader.Number == 0 ? "false" : "true";
            }
        }

        return "";
    }

    private static ReadOnlySpan<byte> Inner(ReadOnlySpan<byte> message, int field)
    {
        for (var reader = new ProtoReader(message); reader.Next();)
        {
            if (reader.Field == field && reader.Type == 2)
            {
                return reader.Bytes;
            }
        }

        return [];
    }
}
