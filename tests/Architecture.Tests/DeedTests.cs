using Mono.Cecil;
using Mono.Cecil.Rocks;
using Xunit;

namespace Hodl.Architecture.Tests;

/// <summary>
/// Pages and interface change nothing by themselves: what a person does goes through a class of deeds, which asks for the right.
/// A control that is hidden or disabled keeps nobody from calling its handler. Read from the compiled code.
/// </summary>
public class DeedTests
{
    /// <summary>What changes something beside the catalog.</summary>
    private static readonly string[] Beside =
    [
        "Hodl.Server.Data.DataShelf.Start", "Hodl.Server.Data.DataShelf.Stop", "Hodl.Server.Data.DataFetches.Start", "Hodl.Server.Data.DataFetches.Stop",
        "Hodl.Server.Runs.Restorations.Restore", "Hodl.Server.Runs.RunVerifier.VerifyAsync",
        "Hodl.Server.Runs.RunQueue.Enqueue", "Hodl.Server.Runs.RunQueue.Stop", "Hodl.Server.Runs.RunQueue.Resume", "Hodl.Server.Runs.RunQueue.Repeat",
        "Hodl.Server.Runs.Measurements.Open", "Hodl.Server.Runs.Measurements.TakeAsync", "Hodl.Server.Runs.Measurements.Clear",
        "Hodl.Server.Runs.Measurements.Start", "Hodl.Server.Runs.Measurements.Stop", "Hodl.Server.Runs.Measurements.Close",
    ];

    /// <summary>Signing in: they ask for what only the right person has.</summary>
    private static readonly string[] Doors = ["Hodl.Server.Team.Login", "Hodl.Server.Team.Join", "Hodl.Server.Team.AccountEndpoints"];

    private static readonly Dictionary<MethodDefinition, HashSet<MethodDefinition>> Calls = Read();

    private static readonly HashSet<MethodDefinition> Changing = Reaching(method => Beside.Contains(Name(method)) || Name(method) == "Hodl.Server.Store.Catalog.Write",
        method => In(method, "Hodl.Server.Store", "Hodl.Server.Runs", "Hodl.Server.Tables", "Hodl.Server.Team.ShareLinks", "Hodl.Server.Team.IdentityAccounts"));

    [Fact]
    public void Pages_WhatChangesSomething_GoesThroughDeeds() => Assert.Equal("", string.Join("\n",
        from pair in Calls where IsDrawnOrAsked(pair.Key) from called in pair.Value where Changing.Contains(called) select $"{Name(pair.Key)} calls {Name(called)}"));

    [Fact]
    public void Deeds_EachThatChangesSomething_AsksForTheRight()
    {
        var within = Reaching(Changing.Contains, IsDeed);
        var deeds = within.Where(method => IsDeed(method) && method.IsPublic && !method.DeclaringType.Name.StartsWith('<')).ToList();
        var asking = Reaching(method => Name(method) is "Hodl.Server.Team.Rights.Demand" or "Hodl.Server.Team.Rights.DemandOwn", IsDeed);
        Assert.True(deeds.Count > 20, $"only {deeds.Count} deeds were found");
        // The old password is the right to a new one.
        Assert.Equal(["Hodl.Server.Team.AccountDeeds.ChangePasswordAsync"], deeds.Where(deed => !asking.Contains(deed)).Select(Name));
    }

    /// <summary>The test reads what it means to read.</summary>
    [Fact]
    public void Changes_OfTheStores_AreFound() => Assert.Superset(
        new HashSet<string>
        {
            "Hodl.Server.Store.NoteStore.SetNote", "Hodl.Server.Store.ProjectStore.Move", "Hodl.Server.Store.TableStore.Delete", "Hodl.Server.Store.AuditLog.Add",
            "Hodl.Server.Store.RunStore.Rename", "Hodl.Server.Runs.ModelShelf.Import", "Hodl.Server.Team.ShareLinks.Revoke", "Hodl.Server.Store.TokenStore.Revoke",
        },
        Changing.Select(Name).ToHashSet());

    private static bool IsDeed(MethodDefinition method) => Outer(method).Name.EndsWith("Deeds", StringComparison.Ordinal);

    private static bool IsDrawnOrAsked(MethodDefinition method) => In(method, "Hodl.Server.Pages", "Hodl.Server.Hubs", "Hodl.Server.Team", "Hodl.Server.Endpoints")
        && !In(method, "Hodl.Server.Endpoints.Mlflow") // asks with every call: MlflowCall.Own
        && !Doors.Contains(Outer(method).FullName)
        && (IsComponent(Outer(method)) || Outer(method).Name.EndsWith("Endpoints", StringComparison.Ordinal) || In(method, "Hodl.Server.Pages", "Hodl.Server.Hubs"));

    private static bool IsComponent(TypeDefinition type) => typeof(Microsoft.AspNetCore.Components.IComponent).IsAssignableFrom(Repository.Server.GetType(type.FullName));

    private static bool In(MethodDefinition method, params string[] names) => Array.Exists(names, name => $"{Outer(method).FullName}.".StartsWith(name + ".", StringComparison.Ordinal));

    // Those that are so, and those that call one of them, directly or through others that may lie in between.
    private static HashSet<MethodDefinition> Reaching(Func<MethodDefinition, bool> these, Func<MethodDefinition, bool> between)
    {
        var found = Calls.Keys.Where(these).ToHashSet();
        while (Calls.Where(pair => between(pair.Key) && !found.Contains(pair.Key) && pair.Value.Overlaps(found)).Select(pair => pair.Key).ToList() is { Count: > 0 } more)
        {
            found.UnionWith(more);
        }

        return found;
    }

    private static Dictionary<MethodDefinition, HashSet<MethodDefinition>> Read()
    {
        var module = ModuleDefinition.ReadModule(Repository.Server.Location);
        return module.GetAllTypes().SelectMany(type => type.Methods).Where(method => method.HasBody).ToDictionary(method => method, Called);
    }

    private static HashSet<MethodDefinition> Called(MethodDefinition method)
    {
        var called = new HashSet<MethodDefinition>();
        foreach (var one in method.Body.Instructions.Select(instruction => instruction.Operand).OfType<MemberReference>().Where(one => one.DeclaringType?.Scope == method.Module))
        {
            if (one is MethodReference reference && reference.Resolve() is { } found)
            {
                called.Add(found);
            }

            // Iterators and asynchronous methods make a machine of their own and never call it themselves.
            if (one.DeclaringType.Name.Contains(">d__", StringComparison.Ordinal) && one.DeclaringType.Resolve()?.Methods.FirstOrDefault(inner => inner.Name == "MoveNext") is { } machine && machine != method)
            {
                called.Add(machine);
            }
        }

        return called;
    }

    private static TypeDefinition Outer(MethodDefinition method)
    {
        var type = method.DeclaringType;
        for (; type.DeclaringType is not null && type.Name.StartsWith('<'); type = type.DeclaringType)
        {
        }

        return type;
    }

    private static string Name(MethodDefinition method) => $"{Outer(method).FullName}.{method.Name}";
}
