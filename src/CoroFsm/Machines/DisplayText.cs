namespace CoroFsm;

/// <summary>Formats the user's values for messages. An error in the user's code must not replace the failure that the message is about.</summary>
internal static class DisplayText
{
    /// <summary>Gets the text of a value; the name of its type if its <c>ToString()</c> throws.</summary>
    internal static string Of<T>(T value)
    {
        try
        {
            return value?.ToString() ?? "null";
        }
        catch (Exception error)
        {
            return $"{value!.GetType()} (its ToString() throws {error.GetType().Name})";
        }
    }

    /// <summary>
    /// Gets the text that the user's function makes of a value; if the function throws, the name of the value's type, and nothing of the
    /// value itself.
    /// </summary>
    internal static string By(Func<object?, string> describe, object? value)
    {
        try
        {
            return describe(value) ?? "null";
        }
        catch (Exception error)
        {
            return $"{value?.GetType().ToString() ?? "null"} (its description throws {error.GetType().Name})";
        }
    }

    /// <summary>Gets the texts of several values, separated by commas.</summary>
    internal static string OfAll<T>(IEnumerable<T> values) => string.Join(", ", values.Select(Of));

    /// <summary>Gets the message of an exception; the name of its type if <see cref="Exception.Message"/> throws.</summary>
    internal static string MessageOf(Exception exception)
    {
        try
        {
            return exception.Message;
        }
        catch (Exception error)
        {
            return $"{exception.GetType()} (its Message throws {error.GetType().Name})";
        }
    }

    /// <summary>Notes something in the data of an exception, unless the exception keeps none.</summary>
    internal static void TryNote(Exception exception, string key, string note)
    {
        try
        {
            exception.Data[key] = note;
        }
        catch (Exception)
        {
            // Data is virtual: it may be null, be read-only or throw. The exception itself matters more than the note.
        }
    }
}
