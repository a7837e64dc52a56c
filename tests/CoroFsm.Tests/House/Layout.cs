using System.Text;

namespace CoroFsm.Tests.House;

/// <summary>The folders of the sources and the arrows between them: which of them may use which.</summary>
internal sealed class Layout
{
    private readonly List<Folder> folders = [];
    private readonly Dictionary<string, Folder> byPath = [];

    /// <summary>Gets the layout of this repository; section 2 of docs/design.md draws it.</summary>
    internal static Layout OfRepository { get; } = new Layout()
        .Add("", "CoroFsm")
        .Add("", "CoroFsm.Durability", "CoroFsm")
        .Add("", "CoroFsm.Durability.PostgreSql", "CoroFsm.Durability")
        .Add("", "CoroFsm.Durability.Sqlite", "CoroFsm.Durability")
        .Add("", "CoroFsm.Hosting", "CoroFsm")
        .Add("", "CoroFsm.Parsers", "CoroFsm")
        .Add("", "CoroFsm.Scxml", "CoroFsm", "CoroFsm.Parsers")
        .Add("", "CoroFsm.Scxml.EcmaScript", "CoroFsm.Scxml")
        .Add("", "CoroFsm.Stateless", "CoroFsm")
        .Add("", "CoroFsm.Testing", "CoroFsm.Durability")

        .Add("CoroFsm", "Coroutines")
        .Add("CoroFsm", "Machines", "Coroutines")
        .Add("CoroFsm", "Pipelines", "Machines")
        .Add("CoroFsm", "Statecharts", "Machines")
        .Add("CoroFsm", "Scheduling", "Machines")
        .Add("CoroFsm", "Networking", "Pipelines", "Scheduling")
        .Add("CoroFsm", "Diagnostics", "Statecharts", "Networking")

        .Add("CoroFsm/Coroutines", "CompilerServices")

        .Add("CoroFsm/Machines", "Vocabulary")
        .Add("CoroFsm/Machines", "Work")
        .Add("CoroFsm/Machines", "CompilerServices", "Vocabulary", "Work")

        .Add("CoroFsm/Pipelines", "Stages")
        .Add("CoroFsm/Pipelines", "Sinks")
        .Add("CoroFsm/Pipelines", "Sources")
        .Add("CoroFsm/Pipelines", "Threads", "Sources")
        .Add("CoroFsm/Pipelines", "Processes", "Threads")

        .Add("CoroFsm/Statecharts", "Callbacks")
        .Add("CoroFsm/Statecharts", "Exceptions")
        .Add("CoroFsm/Statecharts", "Building", "Callbacks")
        .Add("CoroFsm/Statecharts", "Engine", "Building", "Exceptions")
        .Add("CoroFsm/Statecharts", "Backends", "Engine")
        .Add("CoroFsm/Statecharts", "Configurations", "Engine")

        .Add("CoroFsm/Scheduling", "Ownership")
        .Add("CoroFsm/Scheduling", "Tasks")
        .Add("CoroFsm/Scheduling", "Interrupts")
        .Add("CoroFsm/Scheduling", "Turns", "Tasks", "Interrupts")
        .Add("CoroFsm/Scheduling", "Timers", "Interrupts")
        .Add("CoroFsm/Scheduling", "Messages", "Timers")
        .Add("CoroFsm/Scheduling", "Traps", "Tasks", "Messages")
        .Add("CoroFsm/Scheduling", "Scopes", "Tasks", "Timers")
        .Add("CoroFsm/Scheduling", "CompilerServices", "Traps")

        .Add("CoroFsm/Networking", "CompilerServices")

        .Add("CoroFsm/Diagnostics", "Graphs")

        .Add("CoroFsm.Durability", "Journals")
        .Add("CoroFsm.Durability", "Records", "Journals")
        .Add("CoroFsm.Durability", "Effects", "Records")
        .Add("CoroFsm.Durability", "Turns", "Effects")
        .Add("CoroFsm.Durability", "Operations", "Effects")
        .Add("CoroFsm.Durability", "Charts")
        .Add("CoroFsm.Durability", "Instances", "Turns", "Operations", "Charts")
        .Add("CoroFsm.Durability", "Outboxes", "Journals")
        .Add("CoroFsm.Durability", "InMemory")
        .Add("CoroFsm.Durability", "Hosting", "Journals")

        .Add("CoroFsm.Parsers", "Lines")
        .Add("CoroFsm.Parsers", "Xml")
        .Add("CoroFsm.Parsers/Xml", "Threads")
        .Add("CoroFsm.Parsers/Xml", "Push", "Threads")
        .Add("CoroFsm.Parsers/Xml/Push", "Dtd")

        .Add("CoroFsm.Scxml", "DataModels")
        .Add("CoroFsm.Scxml", "Markup")
        .Add("CoroFsm.Scxml", "Content", "DataModels", "Markup")
        .Add("CoroFsm.Scxml", "Documents", "Content")
        .Add("CoroFsm.Scxml", "Sessions", "Documents")
        .Add("CoroFsm.Scxml", "Http", "Documents")

        .Add("CoroFsm.Testing", "Equivalence")
        .Add("CoroFsm.Testing", "Simulations")
        .Add("CoroFsm.Testing", "Durability", "Simulations")
        .Add("CoroFsm.Testing/Simulations", "Networks");

    /// <summary>Adds a folder, whose types may use those of the folders named, and what those may use.</summary>
    /// <param name="parent">The folder it is in, below <c>src</c>.</param>
    /// <param name="name">Its name.</param>
    /// <param name="uses">Its neighbors that it uses; they were added before, so there are no circles.</param>
    /// <returns>This layout.</returns>
    internal Layout Add(string parent, string name, params string[] uses)
    {
        var used = uses.Select(neighbor => byPath[Join(parent, neighbor)]).ToArray();
        Folder folder = new(parent, name, uses, [.. used.SelectMany(neighbor => neighbor.Reach.Append(neighbor.Name))]);
        folders.Add(folder);
        byPath.Add(Join(parent, name), folder);
        return this;
    }

    /// <summary>Draws the arrows between folders.</summary>
    /// <returns>Lines of text: a title for each folder with folders in it, and their arrows.</returns>
    internal string Draw()
    {
        StringBuilder text = new();
        foreach (var siblings in folders.GroupBy(folder => folder.Parent))
        {
            text.Append(siblings.Key.Length == 0 ? "src\n" : $"src/{siblings.Key}\n");
            var used = siblings.SelectMany(folder => folder.Uses).ToHashSet();
            var shown = siblings.Where(folder => folder.Uses.Length > 0 || !used.Contains(folder.Name));
            foreach (var users in shown.GroupBy(folder => string.Join(", ", folder.Uses)))
            {
                var arrow = users.Key.Length > 0 ? $"{users.Key}  <-  " : "";
                text.Append($"    {arrow}{string.Join(", ", users.Select(folder => folder.Name))}\n");
            }
        }

        return text.ToString();
    }

    /// <summary>
    /// Finds the types that break the rules: in no folder that is drawn or in two, in a namespace that is not their folder's, or using what
    /// no arrow allows.
    /// </summary>
    /// <returns>A sentence for each.</returns>
    internal IEnumerable<string> FaultsOf(IReadOnlyCollection<BuiltType> types)
    {
        var homes = types.Where(type => type.Folders.Count == 1).ToDictionary(type => type.FullName, type => type.Folders.Single());
        foreach (var type in types.Where(type => type.Folders.Count > 0))
        {
            if (type.Folders.Count > 1)
            {
                var all = string.Join(" and ", type.Folders.Order(StringComparer.Ordinal));
                yield return $"{type} is in the folders {all}. Keep its files in one.";
                continue;
            }

            var folder = homes[type.FullName];
            if (!IsDrawn(folder))
                yield return $"{type} is in the folder src/{folder}, which is not in the layout. Add it there, with its arrows.";
            if (type.Namespace != NamespaceOf(folder))
                yield return $"{type} is in the folder src/{folder}, so its namespace is {NamespaceOf(folder)}.";
            foreach (var used in type.Uses.Where(homes.ContainsKey).Order(StringComparer.Ordinal))
            {
                if (Allows(folder, homes[used]))
                    continue;
                yield return $"{type} (src/{folder}) uses {used} (src/{homes[used]}): no arrow leads there. "
                    + "Move what both need into the lower folder, or into the one around both.";
            }
        }
    }

    /// <summary>Gets the namespace of the types in a folder.</summary>
    internal static string NamespaceOf(string folder) => folder.Split('/') switch
    {
        [.., "CompilerServices"] => "CoroFsm.CompilerServices",
        [.., "Backends"] => "CoroFsm.Statecharts.Backends",
        ["CoroFsm", "Coroutines" or "Machines", ..] => "CoroFsm",
        ["CoroFsm.Testing", "Durability", ..] => "CoroFsm.Testing.Durability",
        ["CoroFsm.Testing", ..] => "CoroFsm.Testing",
        [var assembly, var feature, ..] => $"{assembly}.{feature}",
        [var assembly] => assembly,
        [] => "",
    };

    /// <summary>A folder may use itself, the folders around it, those in it, and what the arrows allow where the two paths part.</summary>
    private bool Allows(string user, string used)
    {
        var (from, to) = (user.Split('/'), used.Split('/'));
        var common = from.Zip(to).TakeWhile(pair => pair.First == pair.Second).Count();
        return common == from.Length || common == to.Length
            || (byPath.TryGetValue(string.Join('/', from[..(common + 1)]), out var folder) && folder.Reach.Contains(to[common]));
    }

    private bool IsDrawn(string folder)
    {
        var parts = folder.Split('/');
        return Enumerable.Range(1, parts.Length).All(count => byPath.ContainsKey(string.Join('/', parts[..count])));
    }

    private static string Join(string parent, string name) => parent.Length == 0 ? name : $"{parent}/{name}";

    /// <param name="Parent">The folder it is in.</param>
    /// <param name="Name">Its name.</param>
    /// <param name="Uses">The neighbors that it uses.</param>
    /// <param name="Reach">All neighbors that it may use.</param>
    private sealed record Folder(string Parent, string Name, string[] Uses, HashSet<string> Reach);
}
