using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using Sluice.Sandbox.Emulator;

namespace Sluice.Sandbox.Gateway;

/// <summary>Finds the key of a form upload (Amazon S3 API reference, POST Object), leaving the body to be forwarded as it came.</summary>
internal static class PostForm
{
    private const string FileNameVariable = "${filename}";

    public static async Task<string?> ReadKeyAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var boundary = HeaderUtilities.RemoveQuotes(MediaTypeHeaderValue.Parse(request.ContentType).Boundary).Value;
        if (string.IsNullOrEmpty(boundary))
        {
            return null;
        }

        request.EnableBuffering((int)FauxqsProcess.MaxBodyBytes);
        var key = await FindKeyAsync(new MultipartReader(boundary, request.Body), cancellationToken);
        request.Body.Position = 0;
        return key;
    }

    private static async Task<string?> FindKeyAsync(MultipartReader reader, CancellationToken cancellationToken)
    {
        string? key = null;
        while (await reader.ReadNextSectionAsync(cancellationToken) is { } section)
        {
            if (section.AsFileSection() is { } file)
            {
                return key?.Replace(FileNameVariable, Path.GetFileName(file.FileName), StringComparison.Ordinal);
            }

            if (section.AsFormDataSection() is { Name: "key" })
            {
                using var text = new StreamReader(section.Body, Encoding.UTF8);
                key = await text.ReadToEndAsync(cancellationToken);
            }
        }

        return key;
    }
}
