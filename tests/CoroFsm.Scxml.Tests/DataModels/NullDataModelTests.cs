namespace CoroFsm.Scxml.Tests.DataModels;

/// <summary>The null data model knows one condition and nothing else.</summary>
public sealed class NullDataModelTests
{
    private static readonly ScxmlSessionInfo Session = new("session", "document", static state => state == "on");

    [Theory]
    [InlineData("In('on')", true)]
    [InlineData(" In ( \"on\" ) ", true)]
    [InlineData("In(on)", true)]
    [InlineData("In('off')", false)]
    public void IsTrue_OfIn_AsksTheSession(string condition, bool expected)
    {
        Assert.Null(ScxmlDataModel.Null.Check(ScxmlCodeKind.Condition, condition));
        using var data = ScxmlDataModel.Null.Create(Session);
        Assert.Equal(expected, data.IsTrue(condition));
    }

    [Theory]
    [InlineData("true")]
    [InlineData("!In('on')")]
    [InlineData("In('on') || In('off')")]
    [InlineData("In()")]
    [InlineData("In('on'")]
    [InlineData("In(''')")]
    [InlineData("")]
    public void Check_OfAnotherCondition_IsAFault(string condition)
    {
        Assert.Contains("In('state')", ScxmlDataModel.Null.Check(ScxmlCodeKind.Condition, condition), StringComparison.Ordinal);
        using var data = ScxmlDataModel.Null.Create(Session);
        var error = Assert.Throws<ScxmlErrorException>(() => data.IsTrue(condition));
        Assert.Equal(ScxmlEvent.ErrorExecution, error.EventName);
    }

    [Theory]
    [InlineData(ScxmlCodeKind.Value)]
    [InlineData(ScxmlCodeKind.Location)]
    [InlineData(ScxmlCodeKind.Variable)]
    [InlineData(ScxmlCodeKind.Script)]
    public void Check_OfAnythingElse_IsAFault(ScxmlCodeKind kind) =>
        Assert.Contains("has no data", ScxmlDataModel.Null.Check(kind, "x"), StringComparison.Ordinal);

    [Theory]
    [InlineData("'text'", "text")]
    [InlineData(" \"it's\" ", "it's")]
    [InlineData("''", "")]
    public void Evaluate_OfQuotedText_ReturnsIt(string expression, string expected)
    {
        Assert.Null(ScxmlDataModel.Null.Check(ScxmlCodeKind.Value, expression));
        using var data = ScxmlDataModel.Null.Create(Session);
        Assert.Equal(expected, data.Evaluate(expression));
    }

    [Theory]
    [InlineData("text")]
    [InlineData("'a' + 'b'")]
    [InlineData("'")]
    [InlineData("1")]
    public void Evaluate_OfAnythingElse_IsAnError(string expression)
    {
        Assert.NotNull(ScxmlDataModel.Null.Check(ScxmlCodeKind.Value, expression));
        using var data = ScxmlDataModel.Null.Create(Session);
        Assert.Throws<ScxmlErrorException>(() => data.Evaluate(expression));
    }
}
