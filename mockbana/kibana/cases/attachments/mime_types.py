"""Mime types of files: which may be attached to a case, and what an extension stands for.

Source: kibana x-pack/platform/plugins/shared/cases/common/constants/mime_types.ts; extensions as
the database of jshttp/mime-db (MIT) has them
"""

from typing import Final

_IMAGES: Final = """
    aces apng avci avcs avif bmp cgm dicom-rle dpx emf example fits g3fax heic heic-sequence heif
    heif-sequence hej2k hsj2 jls jp2 jpeg jph jphc jpm jpx jxr jxrA jxrS jxs jxsc jxsi jxss ktx ktx2
    naplps png prs.btif prs.pti pwg-raster svg+xml t38 tiff tiff-fx vnd.adobe.photoshop
    vnd.airzip.accelerator.azv vnd.cns.inf2 vnd.dece.graphic vnd.djvu vnd.dwg vnd.dxf
    vnd.dvb.subtitle vnd.fastbidsheet vnd.fpx vnd.fst vnd.fujixerox.edmics-mmr
    vnd.fujixerox.edmics-rlc vnd.globalgraphics.pgb vnd.microsoft.icon vnd.mix vnd.ms-modi
    vnd.mozilla.apng vnd.net-fpx vnd.pco.b16 vnd.radiance vnd.sealed.png
    vnd.sealedmedia.softseal.gif vnd.sealedmedia.softseal.jpg vnd.svf vnd.tencent.tap
    vnd.valve.source.texture vnd.wap.wbmp vnd.xiff vnd.zbrush.pcx webp wmf
"""
IMAGES: Final = frozenset(f"image/{kind}" for kind in _IMAGES.split())
ALLOWED: Final = IMAGES | {
    "text/plain",
    "text/csv",
    "text/json",
    "application/json",
    "application/zip",
    "application/gzip",
    "application/x-bzip",
    "application/x-bzip2",
    "application/x-7z-compressed",
    "application/x-tar",
    "application/x-zip-compressed",
    "application/pdf",
}
_EXTENSIONS: Final = {
    "text/plain": "txt text conf def list log in ini",
    "text/csv": "csv",
    "application/json": "json map",
    "application/zip": "zip",
    "application/gzip": "gz",
    "application/x-bzip": "bz",
    "application/x-bzip2": "bz2 boz",
    "application/x-7z-compressed": "7z",
    "application/x-tar": "tar",
    "application/pdf": "pdf",
    "image/aces": "exr",
    "image/dicom-rle": "drle",
    "image/g3fax": "g3",
    "image/heic-sequence": "heics",
    "image/heif-sequence": "heifs",
    "image/hej2k": "hej2",
    "image/jp2": "jp2 jpg2",
    "image/jpeg": "jpeg jpg jpe",
    "image/jphc": "jhc",
    "image/jpx": "jpx jpf",
    "image/prs.btif": "btif",
    "image/prs.pti": "pti",
    "image/svg+xml": "svg svgz",
    "image/tiff": "tif tiff",
    "image/tiff-fx": "tfx",
    "image/vnd.adobe.photoshop": "psd",
    "image/vnd.airzip.accelerator.azv": "azv",
    "image/vnd.dece.graphic": "uvi uvvi uvg uvvg",
    "image/vnd.djvu": "djvu djv",
    "image/vnd.dwg": "dwg",
    "image/vnd.dxf": "dxf",
    "image/vnd.fastbidsheet": "fbs",
    "image/vnd.fpx": "fpx",
    "image/vnd.fst": "fst",
    "image/vnd.fujixerox.edmics-mmr": "mmr",
    "image/vnd.fujixerox.edmics-rlc": "rlc",
    "image/vnd.microsoft.icon": "ico",
    "image/vnd.ms-modi": "mdi",
    "image/vnd.net-fpx": "npx",
    "image/vnd.pco.b16": "b16",
    "image/vnd.tencent.tap": "tap",
    "image/vnd.valve.source.texture": "vtf",
    "image/vnd.wap.wbmp": "wbmp",
    "image/vnd.xiff": "xif",
    "image/vnd.zbrush.pcx": "pcx",
    "image/gif": "gif",
    "text/html": "html htm shtml",
    "text/markdown": "md markdown",
    "text/css": "css",
    "text/yaml": "yaml yml",
    "text/calendar": "ics ifb",
    "text/jsx": "jsx",
    "application/javascript": "js mjs",
    "application/xml": "xml xsl xsd rng",
    "application/toml": "toml",
    "application/rtf": "rtf",
    "application/x-sh": "sh",
    "application/x-sql": "sql",
    "application/x-msdownload": "exe dll com bat msi",
    "application/octet-stream": "bin dms lrf mar so dist distz pkg bpk dump elc deploy img",
    "application/java-archive": "jar war ear",
    "application/vnd.rar": "rar",
    "application/x-xz": "xz",
    "application/x-iso9660-image": "iso",
    "application/x-apple-diskimage": "dmg",
    "application/x-debian-package": "deb",
    "application/x-redhat-package-manager": "rpm",
    "application/epub+zip": "epub",
    "application/vnd.tcpdump.pcap": "pcap cap dmp",
    "application/x-x509-ca-cert": "der crt pem",
    "application/pkix-cert": "cer",
    "application/x-pkcs12": "p12 pfx",
    "application/vnd.apple.keynote": "key",
    "application/msword": "doc dot",
    "application/vnd.ms-excel": "xls xlm xla xlc xlt xlw",
    "application/vnd.ms-powerpoint": "ppt pps pot",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": "pptx",
    "application/vnd.oasis.opendocument.text": "odt",
    "application/vnd.oasis.opendocument.spreadsheet": "ods",
    "application/vnd.oasis.opendocument.presentation": "odp",
    "message/rfc822": "eml mime",
    "audio/mpeg": "mp3 mpga mp2 mp2a m2a m3a",
    "audio/ogg": "oga ogg spx opus",
    "audio/wave": "wav",
    "audio/x-flac": "flac",
    "video/mp2t": "ts",
    "video/mp4": "mp4 mp4v mpg4",
    "video/quicktime": "qt mov",
    "video/webm": "webm",
    "video/x-matroska": "mkv mk3d mks",
    "video/x-msvideo": "avi",
}
_NAMED_AFTER_THEMSELVES: Final = (
    "apng avci avcs avif bmp cgm emf fits heic heif hsj2 jls jph jpm jxr jxs jxsc jxsi jxss ktx "
    "ktx2 png t38 webp wmf"
)
_TYPES: Final = {
    **{kind: f"image/{kind}" for kind in _NAMED_AFTER_THEMSELVES.split()},
    **{
        extension: mime_type
        for mime_type, extensions in _EXTENSIONS.items()
        for extension in extensions.split()
    },
}
_FIRST: Final = {mime_type: extension for extension, mime_type in reversed(_TYPES.items())}


def mime_type_of(extension: str) -> str | None:
    """Return the mime type that *extension* (without its dot, in any case) stands for, if any."""
    return _TYPES.get(extension.lower())


def extension_of(mime_type: str) -> str:
    """Return the extension that files of *mime_type* are known by."""
    return _FIRST.get(mime_type, "txt")
