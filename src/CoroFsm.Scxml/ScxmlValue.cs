using System.Xml.Linq;

namespace CoroFsm.Scxml;

/// <summary>
/// Provides the values that travel between sessions, and between a session and .NET: null, <see cref="bool"/>, <see cref="double"/>,
/// <see cref="string"/>, <see cref="IReadOnlyDictionary{TKey, TValue}"/> of string and value, <see cref="IReadOnlyList{T}"/> of values,
/// and <see cref="XElement"/>.
/// </summary>
public static class ScxmlValue
{
}
