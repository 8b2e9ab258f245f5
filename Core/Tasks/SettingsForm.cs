using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using Hodl.Core.Runs;

namespace Hodl.Core.Tasks;

/// <summary>Reads a settings record by reflection: its fields, its values as text, and changes with their errors.</summary>
public static class SettingsForm
{
    /// <summary>The record's fields in display order.</summary>
    public static IReadOnlyList<SettingField> Fields(Type record)
    {
        var defaults = Activator.CreateInstance(record)!;
        return [.. Properties(record).Select(property => Describe(property, defaults)).OrderBy(field => field.Order)];
    }

    /// <summary>A field's value as text, invariant culture, exact for doubles.</summary>
    public static string Text(object settings, string name) =>
        Format(settings.GetType().GetProperty(name)!.GetValue(settings));

    /// <summary>The record with the given fields changed, and every error found on the way.</summary>
    /// <param name="settings">The record to start from; stays as it is.</param>
    /// <param name="values">Texts by property name (letter case is ignored).</param>
    public static (T Settings, IReadOnlyList<SettingError> Errors) Apply<T>(T settings, IReadOnlyDictionary<string, string> values)
        where T : class
    {
        var errors = new List<SettingError>();
        var fields = Fields(settings.GetType());
        var changed = (T)settings.GetType().GetMethod("<Clone>$")!.Invoke(settings, null)!;
        foreach (var (name, text) in values)
        {
            var field = fields.FirstOrDefault(field => field.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
            if (field is null)
            {
                errors.Add(new(name, text, "one of the fields " + string.Join(", ", fields.Select(field => field.Name))));
            }
            else if (Parse(field, text) is { } value)
            {
                settings.GetType().GetProperty(field.Name)!.SetValue(changed, value);
            }
            else
            {
                errors.Add(new(field.Name, text, field.Allowed));
            }
        }

        return (changed, errors);
    }

    /// <summary>The text as a value of the field; null when it is not allowed.</summary>
    public static object? Parse(SettingField field, string text)
    {
        text = text.Trim();
        if (field.Type == typeof(string))
        {
            return field.Pattern == "" || Regex.IsMatch(text, $"^(?:{field.Pattern})$") ? text : null;
        }

        if (field.Type == typeof(bool))
        {
            return bool.TryParse(text, out var flag) ? flag : null;
        }

        if (field.Type.IsEnum)
        {
            var name = field.Options.FirstOrDefault(option => option.Equals(text, StringComparison.OrdinalIgnoreCase));
            return name is null ? null : Enum.Parse(field.Type, name);
        }

        // As papers print a minus, and as 1e3 is meant.
        text = text.Replace('−', '-');
        if (field.Type == typeof(double))
        {
            return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var real) && InRange(field, real) ? real : null;
        }

        const NumberStyles AnyNotation = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        if (!long.TryParse(text, AnyNotation, CultureInfo.InvariantCulture, out var whole) || !InRange(field, whole))
        {
            return null;
        }

        return field.Type == typeof(long) ? whole : whole is >= int.MinValue and <= int.MaxValue ? (object)(int)whole : null;
    }

    private static bool InRange(SettingField field, double value) =>
        double.IsFinite(value) && value >= (field.Minimum ?? double.MinValue) && value <= (field.Maximum ?? double.MaxValue);

    private static IEnumerable<PropertyInfo> Properties(Type record) =>
        record.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.CanWrite && property.GetCustomAttribute<DisplayAttribute>() is not null);

    private static SettingField Describe(PropertyInfo property, object defaults)
    {
        var display = property.GetCustomAttribute<DisplayAttribute>()!;
        var range = property.GetCustomAttribute<RangeAttribute>();
        var pattern = property.GetCustomAttribute<RegularExpressionAttribute>();
        var minimum = range is null ? (double?)null : Convert.ToDouble(range.Minimum, CultureInfo.InvariantCulture);
        var maximum = range is null ? (double?)null : Convert.ToDouble(range.Maximum, CultureInfo.InvariantCulture);
        var options = property.PropertyType.IsEnum ? Enum.GetNames(property.PropertyType) : [];
        return new SettingField
        {
            Name = property.Name,
            Label = display.GetName() ?? property.Name,
            Group = display.GetGroupName() ?? "",
            Description = display.GetDescription() ?? "",
            Order = display.GetOrder() ?? 0,
            Type = property.PropertyType,
            Unit = property.GetCustomAttribute<UnitAttribute>()?.Name ?? "",
            Advanced = property.GetCustomAttribute<AdvancedAttribute>() is not null,
            Minimum = minimum,
            Maximum = maximum,
            Pattern = pattern?.Pattern ?? "",
            Options = options,
            Default = Format(property.GetValue(defaults)),
            Allowed = options.Length > 0 ? string.Join(", ", options)
                : property.PropertyType == typeof(bool) ? "true, false"
                : range is not null ? $"{Format(minimum)} … {Format(maximum)}"
                : pattern?.ErrorMessage ?? (property.PropertyType == typeof(string) ? "any text" : "a number"),
        };
    }

    private static string Format(object? value) => value switch
    {
        double real => real.ToString("R", CultureInfo.InvariantCulture),
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        bool flag => flag ? "true" : "false",
        _ => value?.ToString() ?? "",
    };
}
