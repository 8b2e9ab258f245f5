using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.RegularExpressions;
using Hodl.Core.Tasks;
using Xunit;

namespace Hodl.Architecture.Tests;

/// <summary>Every experiment is in the catalogue, and its settings describe themselves.</summary>
public partial class TaskTests
{
    [Fact]
    public void Tasks_InCore_AreAllInTheCatalogue()
    {
        var types = Repository.Core.GetTypes().Where(type => typeof(ITask).IsAssignableFrom(type) && !type.IsAbstract).Select(type => type.FullName).Order();
        var listed = TaskCatalog.All.Select(task => task.GetType().FullName).Order();
        Assert.Equal(types, listed);
        Assert.Equal(TaskCatalog.All.Count, TaskCatalog.All.Select(task => task.Id).Distinct().Count());
    }

    [Fact]
    public void Ids_OfTasksMethodsAndPresets_AreKebabCase()
    {
        var ids = TaskCatalog.All.SelectMany(task => (IEnumerable<string>)[task.Id, .. task.Methods.Select(method => method.Id), .. task.Presets.Select(preset => preset.Id)]);
        Assert.Empty(ids.Where(id => !Kebab().IsMatch(id)));
    }

    [Fact]
    public void Presets_OfEveryTask_IncludeQuickAndPaper()
    {
        foreach (var task in TaskCatalog.All)
        {
            Assert.Equal("quick", task.Presets[0].Id);
            Assert.Contains(task.Presets, preset => preset.Id == "paper");
        }
    }

    [Fact]
    public void Presets_OfEveryTask_HoldAllowedValues()
    {
        foreach (var task in TaskCatalog.All)
        {
            var fields = SettingsForm.Fields(task.SettingsType);
            foreach (var preset in task.Presets)
            {
                Assert.IsType(task.SettingsType, preset.Settings, exactMatch: true);
                var texts = fields.ToDictionary(field => field.Name, field => SettingsForm.Text(preset.Settings, field.Name));
                Assert.Empty(SettingsForm.Apply(preset.Settings, texts).Errors);
                Assert.All(preset.Variants, variant => Assert.Empty(SettingsForm.Apply(preset.Settings, variant.Set).Errors));
                Assert.All(preset.Methods, method => Assert.Null(task.Refuse(method, preset.Settings)));
            }
        }
    }

    [Fact]
    public void Settings_OfEveryTask_DescribeThemselves()
    {
        var faults = new List<string>();
        foreach (var type in TaskCatalog.All.Select(task => task.SettingsType).Distinct())
        {
            foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.CanWrite))
            {
                var display = property.GetCustomAttribute<DisplayAttribute>();
                if (string.IsNullOrEmpty(display?.Name) || string.IsNullOrEmpty(display.GroupName) || string.IsNullOrEmpty(display.Description) || display.GetOrder() is null)
                {
                    faults.Add($"{type.Name}.{property.Name}: [Display] with Name, GroupName, Order, Description");
                }

                var number = property.PropertyType == typeof(int) || property.PropertyType == typeof(long) || property.PropertyType == typeof(double);
                if (number && property.GetCustomAttribute<RangeAttribute>() is null)
                {
                    faults.Add($"{type.Name}.{property.Name}: [Range]");
                }
            }
        }

        Assert.Empty(faults);
    }

    [GeneratedRegex("^[a-z0-9]+(-[a-z0-9]+)*$")]
    private static partial Regex Kebab();
}
