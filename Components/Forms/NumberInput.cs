using System.Globalization;
using Hodl.Core.Tasks;

namespace Hodl.Components.Forms;

/// <summary>What is wrong with a number as typed, in words for whoever typed it.</summary>
public static class NumberInput
{
    /// <summary>Why the text is no value of the setting; empty when it is one.</summary>
    public static string Wrong(SettingField field, string text)
    {
        if (SettingsForm.Parse(field, text) is not null)
        {
            return "";
        }

        text = text.Trim();
        return $"{Reason(field, text)} Allowed is {field.Allowed}.".TrimStart();
    }

    private static string Reason(SettingField field, string text)
    {
        if (text == "")
        {
            return "A number is needed.";
        }

        if (text.Contains(',', StringComparison.Ordinal))
        {
            return $"“{text}” has a comma: a point separates decimals, and nothing separates thousands.";
        }

        if (!double.TryParse(text.Replace('−', '-'), NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
        {
            return $"“{text}” is not a number.";
        }

        return !double.IsFinite(number) ? $"“{text}” is not a finite number."
            : field.Type != typeof(double) && number != Math.Round(number) ? $"“{text}” is not a whole number."
            : $"“{text}” is outside.";
    }
}
