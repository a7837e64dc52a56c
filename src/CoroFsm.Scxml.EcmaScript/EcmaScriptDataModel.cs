using CoroFsm.Scxml.DataModels;

namespace CoroFsm.Scxml.EcmaScript;

/// <summary>
/// The <c>ecmascript</c> data model of SCXML: expressions and scripts in strict mode, in a sandbox without access to .NET, modules, and
/// code made from strings. System variables are read-only.
/// </summary>
public sealed class EcmaScriptDataModel : ScxmlDataModel
{
    private readonly EcmaScriptOptions options;
    private readonly CodeCache code;

    /// <summary>Initializes a data model.</summary>
    /// <param name="options">The limits. Default: null (<see cref="EcmaScriptOptions.Default"/>).</param>
    public EcmaScriptDataModel(EcmaScriptOptions? options = null)
    {
        this.options = options ?? EcmaScriptOptions.Default;
        code = new(this.options.Timeout);
    }

    /// <inheritdoc/>
    public override string Name => "ecmascript";

    /// <inheritdoc/>
    public override string? Check(ScxmlCodeKind kind, string code)
    {
        ArgumentNullException.ThrowIfNull(code);
        if (!options.RejectSyntaxErrors)
            return null;
        try
        {
            _ = kind switch
            {
                ScxmlCodeKind.Condition or ScxmlCodeKind.Value => this.code.Expression(code),
                ScxmlCodeKind.Location => this.code.Assignment(code),
                ScxmlCodeKind.Variable => this.code.Assignment(CodeCache.Variable(code)),
                _ => this.code.Script(code),
            };
            return null;
        }
        catch (ScxmlErrorException error)
        {
            return error.Message;
        }
    }

    /// <inheritdoc/>
    public override ScxmlData Create(ScxmlSessionInfo session)
    {
        ArgumentNullException.ThrowIfNull(session);
        return new EcmaScriptData(session, options, code);
    }
}
