namespace CoroFsm;

/// <summary>
/// Formats values of the user for messages. An error in user code must not replace the failure that the message describes.
/// </summary>
internal static class DisplayText
{
    /// <summary>Returns the text of a value, or the name of its type if its <c>ToString()</c> throws.</summary>
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
    /// Returns the text that a user function makes of a value. If the function throws, returns the name of the value's type and nothing of
    /// the value itself.
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

    /// <summary>Returns the texts of several values, separated by commas.</summary>
    internal static string OfAll<T>(IEnumerable<T> values) => string.Join(", ", values.Select(Of));

    /// <summary>Returns the message of an exception, or the name of its type if <see cref="Exception.Message"/> throws.</summary>
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

    /// <summary>Adds a note to the data of an exception, unless the exception accepts none.</summary>
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
