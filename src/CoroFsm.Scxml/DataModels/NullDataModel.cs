using System.Buffers;

namespace CoroFsm.Scxml.DataModels;

/// <summary>
/// The <c>null</c> data model of SCXML: no data, and conditions of the form <c>In('state')</c>. A quoted text is a value, so that documents
/// can log.
/// </summary>
internal sealed class NullDataModel : ScxmlDataModel
{
    private static readonly SearchValues<char> NotInIdentifiers = SearchValues.Create("'\"() \t\r\n");

    private const string NoData = "The null data model has no data. Use a document with datamodel=\"ecmascript\", or remove the code.";

    /// <inheritdoc/>
    public override string Name => "null";

    /// <inheritdoc/>
    public override string? Check(ScxmlCodeKind kind, string code) => kind switch
    {
        ScxmlCodeKind.Condition => TryParse(code, out _) ? null : NoCondition(code),
        ScxmlCodeKind.Value => Literal(code) is null ? NoData : null,
        _ => NoData,
    };

    /// <inheritdoc/>
    public override ScxmlData Create(ScxmlSessionInfo session) => new Data(session);

    /// <summary>Reads <c>In('state')</c>, with either kind of quotes or none, and white space between the parts.</summary>
    private static bool TryParse(ReadOnlySpan<char> condition, out ReadOnlySpan<char> state)
    {
        state = condition.Trim();
        if (!state.StartsWith("In", StringComparison.Ordinal))
            return false;
        state = state[2..].TrimStart();
        if (state is not ['(', .. var argument, ')'])
            return false;
        state = argument.Trim() switch
        {
            ['\'', .. var quoted, '\''] => quoted,
            ['"', .. var quoted, '"'] => quoted,
            var bare => bare,
        };
        return state.Length > 0 && state.IndexOfAny(NotInIdentifiers) < 0;
    }

    private static string? Literal(string expression) => expression.Trim() switch
    {
        ['\'', .. var text, '\''] when !text.Contains('\'', StringComparison.Ordinal) => text,
        ['"', .. var text, '"'] when !text.Contains('"', StringComparison.Ordinal) => text,
        _ => null,
    };

    private static string NoCondition(string condition) => $"The null data model has no condition '{condition}'. Write In('state').";

    private sealed class Data(ScxmlSessionInfo session) : ScxmlData
    {
        public override void SetEvent(ScxmlEvent value)
        {
        }

        public override bool IsTrue(string condition) => TryParse(condition, out var state)
            ? session.IsIn(state.ToString())
            : throw new ScxmlErrorException(NoCondition(condition));

        public override object? Evaluate(string expression) => Literal(expression) ?? throw new ScxmlErrorException(NoData);

        public override void Declare(string name) => throw new ScxmlErrorException(NoData);

        public override void Assign(string location, string expression) => throw new ScxmlErrorException(NoData);

        public override void AssignValue(string location, object? value) => throw new ScxmlErrorException(NoData);

        public override void Execute(string script) => throw new ScxmlErrorException(NoData);

        public override void ForEach(string array, string item, string? index, Action action) => throw new ScxmlErrorException(NoData);

        public override object? Read(string text) => text;
    }
}
