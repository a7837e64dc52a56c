using System.Globalization;
using Jint.Runtime;

namespace CoroFsm.Scxml.EcmaScript;

/// <summary>The clock of <c>Date</c>: the session's.</summary>
internal sealed class SessionTime(TimeProvider time) : DefaultTimeSystem(time.LocalTimeZone, CultureInfo.InvariantCulture)
{
    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => time.GetUtcNow();
}
