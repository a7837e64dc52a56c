using CoroFsm.Scxml.Markup;

namespace CoroFsm.Scxml.Content;

/// <summary>The <c>param</c> elements and the <c>namelist</c> of an element.</summary>
internal sealed class Parameters(IReadOnlyList<string> names, IReadOnlyList<Parameter> parameters)
{
    internal bool IsEmpty => names.Count == 0 && parameters.Count == 0;

    /// <summary>Gets the names, and the locations that they come from, if they come from a location.</summary>
    internal IEnumerable<(string Name, string Location)> Locations => names
        .Select(static name => (name, name))
        .Concat(parameters.Where(static each => each.Location is not null).Select(static each => (each.Name, each.Location!)));

    /// <summary>Evaluates all. A <c>param</c> with an error raises its event and is left out.</summary>
    /// <exception cref="ScxmlErrorException">A name of the list has an error.</exception>
    internal List<KeyValuePair<string, object?>> Evaluate(Execution session)
    {
        List<KeyValuePair<string, object?>> values = [];
        foreach (var name in names)
            values.Add(new(name, session.Data.Evaluate(name)));
        foreach (var parameter in parameters)
        {
            try
            {
                values.Add(new(parameter.Name, session.Data.Evaluate(parameter.Location ?? parameter.Expression!)));
            }
            catch (ScxmlErrorException error)
            {
                error.Place("<param>", parameter.Position);
                session.Report(error);
            }
        }

        return values;
    }
}

/// <summary>A <c>param</c> element.</summary>
internal sealed record Parameter(string Name, string? Expression, string? Location, SourcePosition Position)
{
    internal Parameter(MarkupElement element)
        : this(element["name"] ?? "", element["expr"], element["location"], element.Position)
    {
    }

    /// <summary>Makes the data of an event of values: those of a name that occurs again form a list. Null: there are none.</summary>
    internal static IReadOnlyDictionary<string, object?>? ToData(IReadOnlyList<KeyValuePair<string, object?>> values) =>
        values.Count == 0
            ? null
            : values.GroupBy(static pair => pair.Key, static pair => pair.Value, StringComparer.Ordinal).ToDictionary(
                static group => group.Key,
                static group => group.Count() == 1 ? group.First() : group.ToArray(),
                StringComparer.Ordinal);
}
