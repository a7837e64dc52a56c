using CoroFsm.Scxml.DataModels;

namespace CoroFsm.Scxml.EcmaScript;

/// <summary>The <c>ecmascript</c> data model of SCXML.</summary>
public sealed class EcmaScriptDataModel : ScxmlDataModel
{
    /// <inheritdoc/>
    public override string Name => "ecmascript";

    /// <inheritdoc/>
    public override string? Check(ScxmlCodeKind kind, string code) => null;

    /// <inheritdoc/>
    public override ScxmlData Create(ScxmlSessionInfo session) => throw new NotSupportedException();
}
